package io.ringflow.cli.query;

import io.ringflow.cli.config.CommonOptions;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.Screen;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.history.sql.HistorySql;
import io.ringflow.history.sql.SqlMistake;
import io.ringflow.history.store.HistoryTarget;
import io.ringflow.model.text.IoReason;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ringflow sql}: answers a SELECT statement over the history of this host. */
@Command(
        name = "sql",
        description = "Answer a SELECT statement over the history of ended flows (table flows).",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nExamples:%n",
        footer = {
            "  ringflow sql -c ringflow.yaml \"SELECT dstAddr, sum(bytes) AS bytes FROM flows"
                    + " GROUP BY ALL ORDER BY bytes DESC LIMIT 10\"",
            "  ringflow sql -c ringflow.yaml \"DESCRIBE flows\""
        })
public final class SqlCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Parameters(paramLabel = "QUERY", description = "A SELECT statement, as DuckDB reads it.")
    private String query;

    @Option(
            names = "--format",
            paramLabel = "table|csv|ndjson",
            converter = QueryFormat.Converter.class,
            description = "How the answer is printed; default: table.")
    private QueryFormat format = QueryFormat.TABLE;

    @Mixin private CommonOptions common;

    public SqlCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        if (format == QueryFormat.JSON) {
            throw CommandFailure.wrong("--format json is not allowed; allowed: table, csv, ndjson");
        }
        Configuration configuration = common.read(terminal.environment(), Map.of());
        HistoryTarget history =
                configuration
                        .history()
                        .orElseThrow(
                                () ->
                                        CommandFailure.wrong(
                                                "there is no history; set history.dir, with -c FILE"
                                                        + " or -Dhistory.dir=DIRECTORY"));
        SqlPrinter printer =
                new SqlPrinter(
                        terminal.out(),
                        format,
                        configuration.query().security().csv(),
                        Screen.ofProcess(terminal.environment()).columns());
        try (HistorySql sql = HistorySql.open(Path.of(history.directory()))) {
            sql.select(query, printer);
            printer.finish();
        } catch (SqlMistake e) {
            throw CommandFailure.wrong(e.getMessage().lines().toList());
        } catch (IOException e) {
            throw CommandFailure.failed(IoReason.of(e), e);
        }
        return ExitStatus.DONE;
    }
}
