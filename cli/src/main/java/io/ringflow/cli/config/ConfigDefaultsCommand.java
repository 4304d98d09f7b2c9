package io.ringflow.cli.config;

import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ringflow config defaults}: prints the commented default file. */
@Command(
        name = "defaults",
        description = "Print every setting with its default and meaning, as a YAML file.",
        mixinStandardHelpOptions = true)
public final class ConfigDefaultsCommand implements Callable<Integer> {

    private final Terminal terminal;

    public ConfigDefaultsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(SettingsText.defaultFile());
        terminal.out().flush();
        return ExitStatus.DONE;
    }
}
