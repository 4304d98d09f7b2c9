package io.ringflow.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.CommandRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs DuckDB's library, which the history brings along. */
class SqlCommandIT {

    @TempDir private Path directory;

    private CommandRun sql(String format) {
        return CommandRun.of(
                "sql",
                "--format",
                format,
                "-Dhistory.dir=" + directory,
                "SELECT 1 AS one, 'a,b' AS two");
    }

    @Test
    void printsRowsInEveryFormat() {
        assertThat(sql("csv").out()).isEqualTo("one,two\n1,\"a,b\"\n");
        assertThat(sql("ndjson").out()).isEqualTo("{\"one\":1,\"two\":\"a,b\"}\n");
        assertThat(sql("table").out().lines()).hasSize(2).last().asString().contains("a,b");
        assertThat(sql("json").status()).isEqualTo(2);
        assertThat(sql("json").err()).contains("allowed: table, csv, ndjson");
    }
}
