package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the distribution in a pipe whose reader goes away. Needs root, for a veth pair. */
class ClosedOutputIT {

    @TempDir Path directory;

    @Test
    void runEndsWhenNobodyReadsItsOnlyExport() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        try (NetnsFixture link = NetnsFixture.create();
                PacketSender sender = link.sender()) {
            Launched process =
                    Launched.start(
                            directory,
                            "run",
                            "$ringflow run -i "
                                    + link.receiver()
                                    + " -Dquery.port=0 -Dflink.rest.port=0 -Dstate.dir="
                                    + " -Dflow.idleTimeout.udp=1s"
                                    + " '-Dexport=[{type: file, path: \"-\", format: ndjson}]'"
                                    + " | head -1; exit ${PIPESTATUS[0]}");
            process.awaitMessage("REST at ");
            int[] flow = {0};
            process.await(
                    "end of the export",
                    () -> {
                        sender.send(List.of(TestFrames.udp(1024 + flow[0]++ % 60_000, 53, 0, 100)));
                        return process.err().contains("has ended");
                    });
            process.ends(0);
            assertThat(process.out().lines()).hasSize(1).first().asString().startsWith("{\"id\":");
            assertThat(process.err())
                    .containsOnlyOnce("standard output: its reader has gone; the export has ended")
                    .contains("packets captured");
        }
    }
}
