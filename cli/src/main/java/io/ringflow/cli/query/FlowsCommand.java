package io.ringflow.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.cli.query.QueryClient.Question;
import io.ringflow.cli.query.table.FlowPageTable;
import io.ringflow.cli.query.table.FlowRates;
import io.ringflow.cli.query.table.TableLine;
import io.ringflow.cli.terminal.Screen;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.text.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ringflow flows}: lists flows that a running server knows. */
@Command(
        name = "flows",
        description = "List the flows that a running server knows, largest first.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ringflow flows --filter 'dstPort = 443' --state active --watch",
            "  ringflow flows --since 10m --until 5m",
            "  ringflow flows --format ndjson > flows.ndjson"
        })
public final class FlowsCommand implements PlainArguments.Target {

    private static final String PATH = "/api/v1/flows";
    private static final int MAX_LIMIT = 10_000;
    private static final int TABLE_LIMIT = 20;

    /** Lines of a screen without a flow: watermark, titles and the cursor's, with one to spare. */
    private static final int OTHER_LINES = 4;

    private final Terminal terminal;
    private final Screen screen;
    private final QueryDisplay display;
    private final FlowRates rates = new FlowRates();

    @Spec private CommandSpec spec;

    @Option(
            names = "--filter",
            paramLabel = "EXPR",
            description = "Flows to list, for example \"srcAddr = 10.0.0.1 AND dstPort = 443\".")
    private String filter;

    @Option(
            names = "--state",
            paramLabel = "active|ended|all",
            description = "Open flows, ended flows, or all (the default).")
    private String state;

    @Option(
            names = "--since",
            paramLabel = "T",
            description = {
                "Only flows with a packet at this time or later: a duration before",
                "now such as 5m, or a time such as 2026-01-31T12:00:00Z."
            })
    private String since;

    @Option(
            names = "--until",
            paramLabel = "T",
            description = "Only flows that started at this time or earlier.")
    private String until;

    @Option(
            names = "--sort",
            paramLabel = "F",
            description = "Field to sort by, with a leading - for descending; default -bytes.")
    private String sort;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = {
                "Most flows to list, 1 to 10000; default 20 in a table,",
                "100 in json. Without it, ndjson and csv list all, unsorted."
            })
    private Integer limit;

    @Option(
            names = "--fields",
            paramLabel = "F,...",
            description = "Fields to show, in this order.")
    private String fields;

    @Mixin private QueryOptions query = new QueryOptions();

    public FlowsCommand(Terminal terminal) {
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
        switch (name) {
            case "--filter" -> filter = value;
            case "--state" -> state = value;
            case "--since" -> since = value;
            case "--until" -> until = value;
            case "--sort" -> sort = value;
            case "--fields" -> fields = value;
            case "--limit" -> limit = PlainArguments.number(value);
            default -> {
                return query.setOption(name, value);
            }
        }
        return limit == null || isLimit(limit);
    }

    @Override
    public boolean addParameter(String value) {
        return false;
    }

    @Override
    public boolean isComplete() {
        return true;
    }

    private static boolean isLimit(int number) {
        return number >= 1 && number <= MAX_LIMIT;
    }

    @Override
    public Integer call() {
        if (limit != null && !isLimit(limit)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--limit must be from 1 to " + MAX_LIMIT + ", but is " + limit);
        }
        try (QueryClient client = query.client(terminal)) {
            if (query.watch()) {
                return QueryDisplay.run(() -> display.watch(() -> lines(client)));
            }
            return QueryDisplay.run(() -> printOnce(client));
        }
    }

    private void printOnce(QueryClient client) {
        switch (query.format()) {
            case TABLE, JSON -> display.print(lines(client));
            case NDJSON, CSV -> copy(client);
        }
    }

    private List<TableLine> lines(QueryClient client) {
        if (query.format() == QueryFormat.NDJSON || query.format() == QueryFormat.CSV) {
            HttpResponse<InputStream> response = client.open(question(pageLimit()));
            display.report(missing(response).orElse(""), coverage(response));
            try (InputStream body = response.body()) {
                return TableLine.plain(text(body.readAllBytes()).lines().toList());
            } catch (IOException e) {
                throw client.brokenOff(e);
            }
        }
        byte[] body = client.bytes(question(pageLimit()));
        JsonNode answer = client.json(body);
        display.report(answer);
        return query.format() == QueryFormat.JSON
                ? TableLine.plain(List.of(text(body)))
                : table(answer);
    }

    private static String text(byte[] utf8) {
        return new String(utf8, StandardCharsets.UTF_8);
    }

    private List<TableLine> table(JsonNode answer) {
        JsonNode flows = answer.path("flows");
        List<TableLine> table =
                fields == null
                        ? FlowPageTable.lines(answer, rates, screen.columns())
                        : FlowPageTable.lines(fieldNames(), flows, screen.columns());
        String summary = summary(flows.size(), answer.path("total").asLong());
        if (!query.watch()) {
            terminal.say(summary);
            return table;
        }
        List<TableLine> lines = new ArrayList<>();
        String watermark = PrintableText.of(answer.path("watermark").asText());
        lines.add(new TableLine((watermark + "  " + summary).strip(), TableLine.Style.PLAIN));
        lines.addAll(table);
        return lines;
    }

    private static String summary(int shown, long total) {
        if (total == 0) {
            return "no flow matches";
        }
        return shown < total
                ? shown + " of " + total + " flows; --limit shows more"
                : total + (total == 1 ? " flow" : " flows");
    }

    private List<String> fieldNames() {
        return Arrays.stream(fields.split(",", -1)).map(String::strip).toList();
    }

    /** Limits tables and watched lists to a page, unless the user chose another limit. */
    private Optional<Integer> pageLimit() {
        if (limit != null || (query.format() == QueryFormat.JSON && !query.watch())) {
            return Optional.ofNullable(limit);
        }
        boolean fits = query.watch() && screen.present();
        return Optional.of(
                fits ? Math.clamp(screen.lines() - (long) OTHER_LINES, 1, MAX_LIMIT) : TABLE_LIMIT);
    }

    private Question question(Optional<Integer> flows) {
        Map<String, String> parameters = selection();
        put(parameters, "sort", sort);
        put(parameters, "limit", flows.map(String::valueOf).orElse(null));
        boolean usual = query.format() == QueryFormat.TABLE && fields == null;
        put(parameters, "fields", usual ? FlowPageTable.fields() : fields);
        return new Question(PATH, parameters, query.format().mediaType());
    }

    private Map<String, String> selection() {
        Map<String, String> parameters = new LinkedHashMap<>();
        put(parameters, "filter", filter);
        put(parameters, "state", state);
        put(parameters, "since", since);
        put(parameters, "until", until);
        return parameters;
    }

    private static void put(Map<String, String> parameters, String name, String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    /** Prints lines as they arrive, until the end or until nobody reads them. */
    private void copy(QueryClient client) {
        HttpResponse<InputStream> response = client.open(question(Optional.ofNullable(limit)));
        byte[] buffer = new byte[64 * 1024];
        try (InputStream body = response.body()) {
            for (int length = body.read(buffer); length >= 0; length = body.read(buffer)) {
                if (!display.print(buffer, length)) {
                    return;
                }
            }
        } catch (IOException e) {
            throw client.brokenOff(e);
        }
        Optional<String> missing = missing(response);
        boolean trailer = response.headers().firstValue("Trailer").isPresent();
        if (missing.isEmpty() && trailer) {
            askWhatIsMissing(client);
        } else {
            display.report(missing.orElse(""), coverage(response));
        }
    }

    private static Optional<String> missing(HttpResponse<InputStream> response) {
        return response.headers().firstValue("Ringflow-Missing");
    }

    private static AnswerCoverage coverage(HttpResponse<InputStream> response) {
        return response.headers()
                .firstValue("Ringflow-Coverage")
                .map(AnswerCoverage::ofHeader)
                .orElse(AnswerCoverage.COMPLETE);
    }

    /** A long list names missing parts in a trailer, which the JDK's client doesn't expose. */
    private void askWhatIsMissing(QueryClient client) {
        Map<String, String> parameters = selection();
        parameters.put("limit", "1");
        parameters.put("fields", "id");
        Question question = new Question(PATH, parameters, QueryFormat.JSON.mediaType());
        display.report(client.json(client.bytes(question)));
    }
}
