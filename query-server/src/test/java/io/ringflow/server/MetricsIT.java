package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Observer;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.model.text.PrintableText;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsIT {

    private static final String ETH0 = "{host=\"host-a\",interface=\"eth0\"";

    private final FakeFlowState state = FakeFlowState.withFlows(3);
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
    void exposesInterfaces() {
        assertThat(server.get("/metrics").body().lines())
                .contains(
                        "# TYPE ringflow_capture_packets_total counter",
                        "ringflow_capture_packets_total" + ETH0 + "} 1000.0",
                        "ringflow_capture_bytes_total" + ETH0 + "} 64000.0",
                        "ringflow_capture_drops_total" + ETH0 + "} 0.0",
                        "ringflow_capture_freezes_total" + ETH0 + "} 2.0",
                        "ringflow_capture_undecoded_total" + ETH0 + ",reason=\"short\"} 3.0",
                        "ringflow_capture_undecoded_types_total"
                                + ETH0
                                + ",type=\"ethertype 0x88cc\"} 2.0",
                        "ringflow_capture_anomalies_total"
                                + ETH0
                                + ",kind=\"fragment-overlap\"} 4.0",
                        "ringflow_capture_gaps_total" + ETH0 + "} 1.0",
                        "ringflow_capture_ring_fill_ratio" + ETH0 + "} 0.125",
                        "ringflow_capture_clock_skew_seconds" + ETH0 + "} -0.0015",
                        "ringflow_capture_up" + ETH0 + "} 1.0");
    }

    @Test
    void exposesTrafficByProtocolPortAndAddress() {
        state.flows = FakeFlowState.withFlows(12).flows; // 7800 bytes
        assertThat(server.get("/metrics").body().lines())
                .contains(
                        "ringflow_protocol_bytes_per_second{protocol=\"tcp\"} 130.0",
                        "ringflow_port_bytes_per_second{port=\"443\"} 130.0",
                        "ringflow_source_bytes_per_second{address=\"10.0.0.1\"} 130.0",
                        "ringflow_destination_bytes_per_second{address=\"10.1.0.12\"} 20.0",
                        "ringflow_destination_bytes_per_second{address=\"other\"} 5.0")
                .noneMatch(line -> line.contains("address=\"10.1.0.2\""));
    }

    @Test
    void saysWhatRunsAndHowMuchMemoryItHas() {
        String metrics = server.get("/metrics").body();
        assertThat(metrics)
                .containsPattern(
                        "ringflow_build_info\\{commit=\"[^\"$]+\",java=\"2[^\"]+\","
                                + "version=\"[^\"$]+\"} 1")
                .containsPattern("process_resident_memory_bytes [1-9]");
    }

    /** Prometheus itself escapes only line ends, quotes and backslashes. */
    @Test
    void escapesTerminalControlCharactersInLabels() {
        Observer observer = new Observer("host\u001b[2J", "\u202e0hte\u009b");
        state.interfaces = List.of(FakeFlowState.captured(observer, InterfaceStatus.State.UP, 0));
        String body = server.get("/metrics").body();
        assertThat(PrintableText.ofLines(body)).isEqualTo(body);
        assertThat(body).contains("host=\"host\\\\u001b[2J\",interface=\"\\\\u202e0hte\\\\u009b\"");
    }

    @Test
    void exposesFlowsAndJob() {
        assertThat(server.get("/metrics").body().lines())
                .contains(
                        "ringflow_flows_active 7.0",
                        "ringflow_flows_retained 5.0",
                        "ringflow_flows_started_total 12.0",
                        "ringflow_flows_ended_total{reason=\"lack-of-resources\"} 5.0",
                        "ringflow_flow_packets_total 100.0",
                        "ringflow_late_packets_total 6.0",
                        "ringflow_watermark_seconds 1.7672256E9",
                        "ringflow_shards 8.0",
                        "ringflow_shards_expected 8.0");
    }

    @Test
    void readsStateAtEachScrapeAndAddsUpCapturesOfSameName() {
        InterfaceStatus capture = FakeFlowState.captured(InterfaceStatus.State.FINISHED, 5);
        assertThat(server.get("/metrics").body())
                .contains("ringflow_capture_drops_total" + ETH0 + "} 0.0");
        state.interfaces = List.of(capture, capture);
        assertThat(server.get("/metrics").body())
                .contains("ringflow_capture_drops_total" + ETH0 + "} 10.0")
                .contains("ringflow_capture_up" + ETH0 + "} 0.0");
    }

    @Test
    void exposesStateCallsByOutcome() {
        server.get("/api/v1/flows?limit=1");
        server.get("/api/v1/flows?limit=1&cursor=gone");
        state.failure = Optional.of(new StateException(StateException.Reason.UNAVAILABLE, "away"));
        state.healthFails = false;
        server.get("/api/v1/top");
        String calls = "ringflow_state_calls_seconds_count{call=";
        assertThat(server.get("/metrics").body())
                .contains(calls + "\"flows\",outcome=\"ok\"} 1")
                .contains(calls + "\"flows\",outcome=\"cursor-gone\"} 1")
                .contains(calls + "\"top\",outcome=\"unavailable\"} 1")
                .contains("ringflow_state_calls_seconds_bucket{call=\"top\"");
    }

    @Test
    void exposesJvmAndRequestsByPathTemplate() {
        server.get("/api/v1/flows/000000010000000000000001");
        server.get("/api/v1/flows/000000020000000000000002");
        server.get("/api/v1/flows?limit=0");
        server.get("/no/such/path");
        server.send("BREW", "/health");
        String count = "ringflow_http_requests_seconds_count{method=";
        String last = count + "\"other\",path=\"/health\",status=\"405\"} 1";
        String text = server.getUntil("/metrics", body -> body.contains(last));
        assertThat(text)
                .contains(count + "\"GET\",path=\"/api/v1/flows/{id}\",status=\"200\"} 2")
                .contains(count + "\"GET\",path=\"/api/v1/flows\",status=\"400\"} 1")
                .contains(count + "\"GET\",path=\"other\",status=\"404\"} 1")
                .contains(last)
                .contains("jvm_memory_used_bytes{")
                .contains("jvm_threads_live_threads ")
                .doesNotContain("/no/such");
    }
}
