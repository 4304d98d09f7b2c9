package io.ringflow.job.export.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.format.FlowWriter.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputFormatTest {

    @ParameterizedTest
    @CsvSource({
        "flows.ndjson, NDJSON, NONE",
        "/var/log/FLOWS.CSV, CSV, NONE",
        "a/flows.ndjson.gz, NDJSON, GZIP",
        "flows.csv.zst, CSV, ZSTD",
        "flows.parquet, PARQUET, NONE",
        "conn.log, ZEEK, NONE",
        "/logs/conn.log.gz, ZEEK, GZIP",
        "eve.json, EVE, NONE",
        "./eve.json.zst, EVE, ZSTD"
    })
    void followsFromTheNameOfAFile(String path, Format format, Compression compression) {
        assertThat(OutputFormat.ofFile(path)).contains(new OutputFormat(format, compression));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "flows", "flows.json", "flows.log", "flows.gz", "myconn.log", "conn.log/flows",
                "flows.ndjson.bz2", "/dev/null", "-", "flows.zeek", ".gz", ""
            })
    void isUnknownForOtherNames(String path) {
        assertThat(OutputFormat.ofFile(path)).isEmpty();
    }

    @Test
    void takesTheCompressionOfAFileWhoseFormatIsGiven() {
        assertThat(OutputFormat.of("flows.json.gz", Format.ZEEK_JSON))
                .isEqualTo(new OutputFormat(Format.ZEEK_JSON, Compression.GZIP));
        assertThat(OutputFormat.of("flows", Format.CSV))
                .isEqualTo(new OutputFormat(Format.CSV, Compression.NONE));
    }

    @Test
    void listsTheNamesForMessages() {
        assertThat(OutputFormat.names())
                .isEqualTo(
                        ".ndjson, .csv, .parquet, conn.log, eve.json, each also with .gz or .zst");
    }
}
