package io.ringflow.cli.state;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.format.TextTable;
import io.ringflow.model.format.TextTable.Side;
import io.ringflow.model.text.IoReason;
import io.ringflow.model.text.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ringflow state list}: shows what is kept. */
@Command(
        name = "list",
        description = "Show what is kept: time, version, size, open flows and interfaces.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
public final class StateListCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin private CommonOptions common;

    public StateListCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        Map<String, String> environment = terminal.environment();
        Path root = StateOptions.root(common.read(environment, Map.of()), environment);
        TextTable table =
                new TextTable(
                        List.of("", "KIND", "TIME", "VERSION", "BYTES", "FLOWS", "INTERFACES"),
                        List.of(
                                Side.LEFT,
                                Side.LEFT,
                                Side.LEFT,
                                Side.LEFT,
                                Side.RIGHT,
                                Side.RIGHT,
                                Side.LEFT));
        int rows = 0;
        try {
            for (String name : List.of(StateStore.CURRENT, StateStore.ASIDE)) {
                KeptState kept = KeptState.in(root.resolve(name));
                if (!kept.isEmpty()) {
                    table.add(row(name, kept));
                    rows++;
                }
            }
        } catch (IOException e) {
            throw CommandFailure.wrong(root + ": can't be read: " + IoReason.of(e));
        }
        if (rows == 0) {
            terminal.say(root + ": nothing is kept there");
            return ExitStatus.DONE;
        }
        table.lines(0).forEach(line -> terminal.out().println(PrintableText.of(line)));
        terminal.out().flush();
        terminal.say(
                "kept in "
                        + root
                        + StateStore.user(root)
                                .map(pid -> ", used by process " + pid + " now")
                                .orElse(""));
        return ExitStatus.DONE;
    }

    private static List<String> row(String name, KeptState kept) throws IOException {
        Optional<Snapshot> newest = kept.newest();
        Optional<RunSettings> settings = kept.settings();
        long flows = kept.openFlows();
        return List.of(
                name,
                newest.map(Snapshot::kind).orElse("none complete"),
                newest.map(s -> s.time().truncatedTo(ChronoUnit.SECONDS).toString()).orElse("-"),
                settings.map(RunSettings::version).orElse("?"),
                String.format(Locale.ROOT, "%,d", kept.bytes()),
                flows < 0 ? "?" : String.format(Locale.ROOT, "%,d", flows),
                settings.map(s -> String.join(" ", s.interfaces())).orElse("?"));
    }
}
