package io.ringflow.cli;

import io.ringflow.cli.config.SettingsText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code ringflow config defaults}: prints the commented default file. */
@Command(
        name = "defaults",
        description = "Print every setting with its default and meaning, as a YAML file.",
        mixinStandardHelpOptions = true)
final class ConfigDefaultsCommand implements Callable<Integer> {

    private final Terminal terminal;

    ConfigDefaultsCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        terminal.out().print(SettingsText.defaultFile());
        terminal.out().flush();
        return ExitStatus.DONE;
    }
}
