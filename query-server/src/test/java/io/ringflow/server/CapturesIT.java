package io.ringflow.server;

import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.state.answer.CaptureGap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CapturesIT {

    private final FakeFlowState state = new FakeFlowState();
    private RunningServer server;

    @BeforeEach
    void start() {
        server = new RunningServer(state);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void answersStatistics() {
        assertThat(json(server.get("/api/v1/statistics")))
                .isEqualTo(
                        json(
                                """
                                {"packets":100,"bytes":90000,"flows":12,"activeFlows":7,
                                 "retainedFlows":5,
                                 "endedFlows":{"idle-timeout":1,"active-timeout":2,
                                   "end-of-flow":3,"forced-end":4,"lack-of-resources":5},
                                 "latePackets":6,"packetsPerSecond":10,"bitsPerSecond":1234.568,
                                 "newFlowsPerSecond":0.25,
                                 "percentiles":{
                                   "packetBytes":{"count":100,"p50":64,"p90":512,"p95":1460,
                                     "p99":1500,"max":1500},
                                   "flowBytes":{"count":5,"p50":1000,"p90":20000,"p95":30000.5,
                                     "p99":30100,"max":30100},
                                   "flowDurationMs":{"count":0,"p50":0,"p90":0,"p95":0,"p99":0,
                                     "max":0}},
                                 "watermark":"2026-01-01T00:00:00.000000000Z",
                                 "coverage":{"to":"2026-01-01T00:00:00.000000000Z",
                                  "complete":true}}
                                """));
    }

    @Test
    void answersInterfaces() {
        assertThat(json(server.get("/api/v1/interfaces")))
                .isEqualTo(
                        json(
                                """
                                {"interfaces":[{"host":"host-a","interface":"eth0","state":"up",
                                  "packets":1000,"bytes":64000,"packetsPerSecond":50.5,
                                  "bitsPerSecond":25600,"drops":0,"freezes":2,
                                  "undecoded":{"short":3},"undecodedTypes":{"ethertype 0x88cc":2},
                                  "anomalies":{"fragment-overlap":4},"ringFill":0.125,"gaps":1,
                                  "clockSkewMs":-1.5}],
                                 "coverage":{"to":"2026-01-01T00:00:00.000000000Z",
                                  "complete":true}}
                                """));
    }

    @Test
    void answersGapsWithoutEndIfTheyLast() {
        long start = FakeFlowState.START_NANOS;
        state.gaps =
                List.of(
                        new CaptureGap(
                                FakeFlowState.ETH0,
                                start,
                                start + 1_000_000_000,
                                42,
                                CaptureGap.Cause.DROPS),
                        new CaptureGap(
                                FakeFlowState.ETH0,
                                start,
                                Long.MAX_VALUE,
                                0,
                                CaptureGap.Cause.INTERFACE_DOWN));
        assertThat(json(server.get("/api/v1/gaps")))
                .isEqualTo(
                        json(
                                """
                                {"gaps":[
                                 {"host":"host-a","interface":"eth0","cause":"drops",
                                  "start":"2026-01-01T00:00:00.000000000Z",
                                  "end":"2026-01-01T00:00:01.000000000Z","drops":42},
                                 {"host":"host-a","interface":"eth0","cause":"interface-down",
                                  "start":"2026-01-01T00:00:00.000000000Z","drops":0}],
                                 "coverage":{"to":"2026-01-01T00:00:00.000000000Z",
                                  "complete":true}}
                                """));
    }

    @Test
    void refusesParametersOnPathsThatTakeNone() {
        for (String path : List.of("statistics", "interfaces", "gaps", "flows/" + "0".repeat(24))) {
            var response = server.get("/api/v1/" + path + "?limit=3");
            assertThat(response.statusCode()).as(path).isEqualTo(400);
            assertThat(json(response).get("parameter").asText()).isEqualTo("limit");
        }
    }
}
