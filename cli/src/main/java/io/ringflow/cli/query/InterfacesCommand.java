package io.ringflow.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.cli.job.HostCapture;
import io.ringflow.cli.query.QueryClient.Question;
import io.ringflow.cli.query.table.CaptureTable;
import io.ringflow.cli.query.table.TableLine;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Screen;
import io.ringflow.cli.terminal.Terminal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ringflow interfaces}: lists the host's interfaces or, with {@code --server}, those that a
 * running Ringflow captures.
 */
@Command(
        name = "interfaces",
        description = {
            "List the host's interfaces; * marks the default. With --server: the interfaces that a"
                    + " running Ringflow captures, on all its hosts."
        },
        mixinStandardHelpOptions = true)
public final class InterfacesCommand implements PlainArguments.Target {

    private final Terminal terminal;
    private final Screen screen;
    private final QueryDisplay display;

    @Spec private CommandSpec spec;

    @Mixin private QueryOptions query = new QueryOptions();

    public InterfacesCommand(Terminal terminal) {
        this.terminal = terminal;
        this.screen = Screen.ofProcess(terminal.environment());
        this.display = new QueryDisplay(terminal, screen);
    }

    @Override
    public boolean setFlag(String name) {
        return query.setFlag(name);
    }

    @Override
    public boolean setOption(String name, String value) {
        return query.setOption(name, value);
    }

    @Override
    public boolean addParameter(String value) {
        return false;
    }

    @Override
    public boolean isComplete() {
        return query.namesServer();
    }

    @Override
    public Integer call() {
        if (query.namesServer()) {
            return ask();
        }
        if (query.watch() || query.format() != QueryFormat.TABLE) {
            throw new ParameterException(
                    spec.commandLine(), "--watch and --format need --server URL");
        }
        HostCapture.printInterfaces(terminal.out(), screen.columns());
        terminal.out().flush();
        return ExitStatus.DONE;
    }

    private int ask() {
        try (QueryClient client = query.client(terminal)) {
            if (query.watch()) {
                return QueryDisplay.run(() -> display.watch(() -> lines(client)));
            }
            return QueryDisplay.run(() -> display.print(lines(client)));
        }
    }

    private List<TableLine> lines(QueryClient client) {
        byte[] body =
                client.bytes(
                        new Question("/api/v1/interfaces", Map.of(), QueryFormat.JSON.mediaType()));
        JsonNode answer = client.json(body);
        return switch (query.format()) {
            case TABLE -> CaptureTable.table(answer, screen.columns());
            case NDJSON -> TableLine.plain(CaptureTable.ndjson(answer));
            case CSV -> TableLine.plain(CaptureTable.csv(answer, query.csv(terminal)));
            case JSON -> TableLine.plain(List.of(new String(body, StandardCharsets.UTF_8)));
        };
    }
}
