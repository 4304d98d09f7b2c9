package io.ringflow.cli.query;

import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.format.CsvText;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of every command that queries a running server. */
final class QueryOptions {

    private static final String SERVER_VARIABLE = "RINGFLOW_SERVER";
    private static final String TOKEN_VARIABLE = "RINGFLOW_TOKEN";
    private static final String CSV_VARIABLE = "RINGFLOW_SECURITY_CSV_FORMULAS";

    @Option(names = "--watch", description = "Repeat every second until Ctrl-C.")
    private boolean watch;

    @Option(
            names = "--format",
            paramLabel = "table|ndjson|csv|json",
            converter = QueryFormat.Converter.class,
            defaultValue = "table",
            description = "Default: table; json is the server's answer, unchanged.")
    private QueryFormat format = QueryFormat.TABLE;

    @Option(
            names = "--server",
            paramLabel = "URL",
            description = {
                "Server to query; default: " + SERVER_VARIABLE + " in the",
                "environment, then " + ServerAddress.DEFAULT + "."
            })
    private String server;

    @Option(
            names = "--token",
            paramLabel = "T",
            description = {
                "Bearer token; default: " + TOKEN_VARIABLE + " in the environment,",
                "which other users of the host can't see."
            })
    private String token;

    /** Read from the parse result, because failures are reported outside the command. */
    @SuppressWarnings("unused")
    @Option(names = "--debug", description = "Show stack traces.")
    private boolean debug;

    /** Sets an option without a value; returns false if there is no such option. */
    boolean setFlag(String name) {
        watch |= name.equals("--watch");
        return name.equals("--watch");
    }

    /** Sets an option; returns false if there is no such option or the value is not plain. */
    boolean setOption(String name, String value) {
        switch (name) {
            case "--format" -> format = QueryFormat.named(value).orElse(null);
            case "--server" -> server = value;
            case "--token" -> token = value;
            default -> {
                return false;
            }
        }
        return format != null;
    }

    boolean watch() {
        return watch;
    }

    QueryFormat format() {
        return format;
    }

    /** Returns how text becomes a CSV cell, by the variable of the server's setting for it. */
    CsvText csv(Terminal terminal) {
        return Boolean.parseBoolean(terminal.environment().get(CSV_VARIABLE))
                ? CsvText.RAW
                : CsvText.SAFE;
    }

    /** Returns true if the option {@code --server} is given. */
    boolean namesServer() {
        return server != null;
    }

    /** Returns a client of the server that options and environment name; the caller closes it. */
    QueryClient client(Terminal terminal) {
        String address = given(server, SERVER_VARIABLE, terminal).orElse(ServerAddress.DEFAULT);
        terminal.stop().endsInOrder();
        return new QueryClient(
                ServerAddress.parse(address),
                given(token, TOKEN_VARIABLE, terminal),
                terminal.stop().requested());
    }

    private static Optional<String> given(String option, String variable, Terminal terminal) {
        Map<String, String> environment = terminal.environment();
        return Optional.ofNullable(option)
                .or(() -> Optional.ofNullable(environment.get(variable)))
                .filter(text -> !text.isBlank());
    }
}
