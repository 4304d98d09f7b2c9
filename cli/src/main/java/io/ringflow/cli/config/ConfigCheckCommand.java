package io.ringflow.cli.config;

import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.job.flink.FlinkRequirement;
import io.ringflow.model.text.PrintableText;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ringflow config check FILE}: reports every mistake in a file. */
@Command(
        name = "check",
        description = "Validate a configuration file; all mistakes are reported.",
        mixinStandardHelpOptions = true)
public final class ConfigCheckCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "FILE", description = "Configuration file (YAML).")
    private Path file;

    /** Read from the parse result, because failures are reported outside the command. */
    @SuppressWarnings("unused")
    @Option(names = "--debug", description = "Show stack traces.")
    private boolean debug;

    public ConfigCheckCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Configuration read = ConfigurationReader.read(Optional.of(file), Map.of(), Map.of());
        FlinkRequirement.check(org.apache.flink.configuration.Configuration.fromMap(read.flink()));
        terminal.out().println(PrintableText.of(file + ": no mistakes"));
        return ExitStatus.DONE;
    }
}
