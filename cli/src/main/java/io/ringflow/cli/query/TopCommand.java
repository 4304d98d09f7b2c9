package io.ringflow.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.cli.query.QueryClient.Question;
import io.ringflow.cli.query.table.TableLine;
import io.ringflow.cli.query.table.TopTable;
import io.ringflow.cli.terminal.Screen;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.text.PrintableText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ringflow top}: lists the keys with most traffic that a running server knows. */
@Command(
        name = "top",
        description = "List the keys with most traffic that a running server knows.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ringflow top srcAddr --watch",
            "  ringflow top dstAddr,dstPort --metric flows --window 5m"
        })
public final class TopCommand implements PlainArguments.Target {

    private static final int MAX_LIMIT = 1000;
    private static final int DEFAULT_LIMIT = 10;
    private static final String DEFAULT_WINDOW = "1m";

    private final Terminal terminal;
    private final Screen screen;
    private final QueryDisplay display;

    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "FIELD",
            arity = "1..*",
            split = ",",
            description = "One to three fields that form the key, for example srcAddr,dstPort.")
    private List<String> fields = List.of();

    @Option(
            names = "--metric",
            paramLabel = "bytes|packets|flows",
            description = "What to rank by; default: bytes.")
    private String metric;

    @Option(
            names = "--filter",
            paramLabel = "EXPR",
            description = "Flows to count, for example \"protocol = udp\".")
    private String filter;

    @Option(
            names = "--window",
            paramLabel = "DURATION|all",
            defaultValue = DEFAULT_WINDOW,
            description = "How far to look back; default: 1m. all: all flows known.")
    private String window = DEFAULT_WINDOW;

    @Option(
            names = "--compare",
            paramLabel = "DURATION",
            description = "Compare with the window that much earlier, for example 1d.")
    private String compare;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "" + DEFAULT_LIMIT,
            description = "Most keys to list, 1 to 1000; default: 10.")
    private int limit = DEFAULT_LIMIT;

    @Mixin private QueryOptions query = new QueryOptions();

    public TopCommand(Terminal terminal) {
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
            case "--metric" -> metric = value;
            case "--filter" -> filter = value;
            case "--window" -> window = value;
            case "--compare" -> compare = value;
            case "--limit" -> limit = PlainArguments.number(value);
            default -> {
                return query.setOption(name, value);
            }
        }
        return isLimit(limit);
    }

    @Override
    public boolean addParameter(String value) {
        List<String> names = List.of(value.split(",", -1));
        boolean plain = fields.isEmpty() && !names.contains("") && !value.contains("\"");
        fields = plain ? names : List.of();
        return plain;
    }

    @Override
    public boolean isComplete() {
        return !fields.isEmpty();
    }

    private static boolean isLimit(int number) {
        return number >= 1 && number <= MAX_LIMIT;
    }

    @Override
    public Integer call() {
        if (!isLimit(limit)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--limit must be from 1 to " + MAX_LIMIT + ", but is " + limit);
        }
        try (QueryClient client = query.client(terminal)) {
            if (query.watch()) {
                return QueryDisplay.run(() -> display.watch(() -> lines(client)));
            }
            return QueryDisplay.run(() -> display.print(lines(client)));
        }
    }

    private List<TableLine> lines(QueryClient client) {
        byte[] body = client.bytes(question());
        JsonNode answer = client.json(body);
        display.report(answer);
        if (compare != null && answer.path("top").findParent("before") == null) {
            terminal.say("the traffic " + compare + " before is not known");
        }
        return switch (query.format()) {
            case TABLE -> table(answer);
            case NDJSON -> TableLine.plain(TopTable.ndjson(answer));
            case CSV -> TableLine.plain(TopTable.csv(fields, answer, query.csv(terminal)));
            case JSON -> TableLine.plain(List.of(new String(body, StandardCharsets.UTF_8)));
        };
    }

    private List<TableLine> table(JsonNode answer) {
        List<TableLine> table =
                TopTable.table(fields, TopWindow.seconds(window, answer), answer, screen.columns());
        if (!query.watch()) {
            terminal.say(counted(answer));
            return table;
        }
        List<TableLine> lines = new ArrayList<>();
        lines.add(new TableLine(PrintableText.of(counted(answer)), TableLine.Style.PLAIN));
        lines.addAll(table);
        return lines;
    }

    private String counted(JsonNode answer) {
        String watermark = answer.path("watermark").asText();
        String until = watermark.isEmpty() ? "now" : watermark;
        if (window.equals(TopWindow.ALL)) {
            return "all flows known, up to " + until;
        }
        boolean whole = TopWindow.countsWholeFlows(answer);
        return (whole ? "whole flows seen in the last " : "the last ") + window + " up to " + until;
    }

    private Question question() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("by", String.join(",", fields));
        parameters.put("window", window);
        parameters.put("limit", Integer.toString(limit));
        if (compare != null) {
            parameters.put("compare", compare);
        }
        if (metric != null) {
            parameters.put("metric", metric);
        }
        if (filter != null) {
            parameters.put("filter", filter);
        }
        return new Question("/api/v1/top", parameters, QueryFormat.JSON.mediaType());
    }
}
