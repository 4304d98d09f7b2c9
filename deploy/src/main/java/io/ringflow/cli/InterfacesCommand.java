package io.ringflow.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ringflow interfaces}: what there is to capture on. */
@Command(
        name = "interfaces",
        description = "List the host's interfaces; * marks the default one.",
        mixinStandardHelpOptions = true)
final class InterfacesCommand implements Callable<Integer> {

    private final Terminal terminal;

    /** Read from the parse result, since failures are told outside the command. */
    @SuppressWarnings("unused")
    @Option(names = "--debug", description = "Show stack traces.")
    private boolean debug;

    InterfacesCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        HostCapture.printInterfaces(terminal.out());
        terminal.out().flush();
        return ExitStatus.DONE;
    }
}
