package io.ringflow.cli.state;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringflow state}: the commands about what {@code run} keeps between runs. */
@Command(
        name = "state",
        description = "Show, check or move what run keeps between runs.",
        mixinStandardHelpOptions = true)
public final class StateCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: state list, state check or state move");
    }
}
