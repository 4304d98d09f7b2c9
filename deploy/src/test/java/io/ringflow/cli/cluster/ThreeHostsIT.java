package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.capture.ring.NetnsFixture;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs root, for three hosts in network namespaces on a bridge; runs the distribution there. */
class ThreeHostsIT {

    private static final int HOSTS = 3;
    private static final int FLOWS = 20;
    private static final int PACKETS_EACH = 50;
    private static final int SENT = HOSTS * FLOWS * PACKETS_EACH;

    @TempDir Path directory;

    @Test
    void bothEndsCaptureAndEachFlowIsThereOnceAlsoWithoutOneOfTheHosts() throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        try (HostNetwork network = new HostNetwork(HOSTS);
                HostCluster cluster = new HostCluster(network, directory)) {
            cluster.startTaskManager(1);
            cluster.startTaskManager(2);
            Process third = cluster.startTaskManager(3);
            cluster.submit();
            cluster.await("/api/v1/interfaces", answer -> up(answer) == HOSTS);
            for (int host = 1; host <= HOSTS; host++) {
                network.send(host, host % HOSTS + 1, FLOWS, PACKETS_EACH);
            }
            cluster.await("/api/v1/statistics", answer -> packets(answer) == SENT);
            assertThat(cluster.get("/api/v1/interfaces").get("interfaces"))
                    .extracting(each -> each.get("packets").asInt())
                    .containsOnly(2 * FLOWS * PACKETS_EACH);
            JsonNode flows = cluster.get("/api/v1/flows?limit=1000");
            assertThat(flows.get("total").asInt()).isEqualTo(HOSTS * FLOWS);
            assertThat(flows.get("flows"))
                    .allMatch(flow -> flow.get("packets").asInt() == PACKETS_EACH)
                    .allMatch(flow -> flow.get("observers").size() == 2);

            cluster.awaitCheckpoint();
            third.destroyForcibly().onExit().join();
            cluster.await("/api/v1/interfaces", answer -> up(answer) == HOSTS - 1);
            cluster.await("/api/v1/statistics", answer -> packets(answer) == SENT);
            network.send(1, 2, FLOWS, PACKETS_EACH);
            cluster.await(
                    "/api/v1/statistics", answer -> packets(answer) == SENT + FLOWS * PACKETS_EACH);
            cluster.startTaskManager(3);
            cluster.await("/api/v1/interfaces", answer -> up(answer) == HOSTS);
            assertThat(cluster.get("/api/v1/flows?limit=1").get("total").asInt())
                    .isEqualTo(HOSTS * FLOWS);
        }
    }

    private static long up(JsonNode answer) {
        return answer.findValuesAsText("state").stream().filter("up"::equals).count();
    }

    private static long packets(JsonNode answer) {
        return answer.path("packets").asLong();
    }
}
