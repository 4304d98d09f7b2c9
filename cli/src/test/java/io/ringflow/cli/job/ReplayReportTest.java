package io.ringflow.cli.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.ReplaySummary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayReportTest {

    private static final ReplaySummary SUMMARY =
            new ReplaySummary(
                    1000,
                    64_000,
                    12,
                    new ReplaySummary.UndecodedFrames(
                            Map.of("not-ip", 3L, "link-type", 4L),
                            new TreeMap<>(Map.of("ethertype 0x0806", 3L, "link-type 147", 4L))),
                    Map.of("length-beyond-frame", 2L, "header-cut", 1L),
                    1,
                    0.5);

    @TempDir private Path directory;

    @Test
    void lineHoldsEveryCount() {
        assertThat(ReplayReport.line(SUMMARY))
                .isEqualTo(
                        "1000 packets, 64000 bytes, 12 flows, 7 undecoded, 0.500 s,"
                                + " 2000 packets/s");
    }

    @Test
    void namesTheTypesOfUndecodedFrames() {
        assertThat(ReplayReport.undecodedTypes(SUMMARY))
                .isEqualTo("ethertype 0x0806 3, link-type 147 4");
    }

    @Test
    void fileHoldsEveryCountAsJson() throws IOException {
        Path file = directory.resolve("stats.json");

        ReplayReport.write(SUMMARY, file);

        assertThat(Files.readString(file))
                .isEqualTo(
                        "{\"packets\":1000,\"bytes\":64000,\"flows\":12,"
                                + "\"undecoded\":{\"link-type\":4,\"not-ip\":3},"
                                + "\"undecodedTypes\":"
                                + "{\"ethertype 0x0806\":3,\"link-type 147\":4},"
                                + "\"anomalies\":{\"header-cut\":1,\"length-beyond-frame\":2},"
                                + "\"truncatedFiles\":1,\"seconds\":0.5,"
                                + "\"packetsPerSecond\":2000.0}\n");
    }
}
