package io.ringflow.cli.config;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringflow config}: the commands about settings. */
@Command(
        name = "config",
        description = "Show every setting, or validate a file.",
        mixinStandardHelpOptions = true)
public final class ConfigCommand implements Runnable {

    @Spec private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "a command is missing: config defaults or config check FILE");
    }
}
