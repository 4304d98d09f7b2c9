package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.capture.ring.PacketSender;
import io.ringflow.capture.ring.TestFrames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Needs root, for a veth pair whose other end is in another network namespace. */
@Execution(ExecutionMode.SAME_THREAD)
class LiveCaptureIT {

    private static final int PACKETS = 1_000_000;
    private static final int FLOWS = 10_000;
    private static final int FRAME = 100;
    private static final int IP_BYTES = FRAME - 14;

    @TempDir Path directory;

    private NetnsFixture link;

    @BeforeEach
    void makeLink() {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        link = NetnsFixture.create();
    }

    @AfterEach
    void removeLink() {
        if (link != null) {
            link.close();
        }
    }

    @Test
    void runCountsAMillionPacketsExactlyAndEndsFlowsOnSilentLink() throws Exception {
        Path export = directory.resolve("flows.ndjson");
        try (LiveRun run = new LiveRun("-i", link.receiver(), "-c", configuration(export))) {
            awaitCapture(run);
            try (PacketSender sender = link.sender()) {
                sender.send(TestFrames.numbered(FLOWS, FRAME, FLOWS), PACKETS);
            }
            JsonNode seen =
                    run.await("/api/v1/interfaces", answer -> packets(answer) >= PACKETS)
                            .at("/interfaces/0");
            assertThat(seen.get("packets").asLong()).isEqualTo(PACKETS);
            assertThat(seen.get("bytes").asLong()).isEqualTo((long) PACKETS * FRAME);
            assertThat(seen.get("drops").asLong()).isZero();
            JsonNode ended =
                    run.await(
                            "/api/v1/statistics",
                            answer -> answer.at("/endedFlows/idle-timeout").asLong() >= FLOWS);
            assertThat(ended.get("packets").asLong()).isEqualTo(PACKETS);
            assertThat(ended.get("bytes").asLong()).isEqualTo((long) PACKETS * IP_BYTES);
            assertThat(ended.get("flows").asLong()).isEqualTo(FLOWS);
            assertThat(run.get("/api/v1/flows?state=ended&limit=1").get("total").asLong())
                    .isEqualTo(FLOWS);
            assertThat(run.stop()).as(run.messages()).isZero();
        }
        List<JsonNode> flows = read(export);
        assertThat(flows).hasSize(FLOWS);
        assertThat(flows).allMatch(flow -> flow.get("endReason").asText().equals("idle-timeout"));
        assertThat(sum(flows, "packets")).isEqualTo(PACKETS);
        assertThat(sum(flows, "bytes")).isEqualTo((long) PACKETS * IP_BYTES);
    }

    @Test
    void runShowsFlowBeforeItsSecondOfEventTimeIsOver() throws Exception {
        Path export = directory.resolve("flows.ndjson");
        try (LiveRun run = new LiveRun("-i", link.receiver(), "-c", configuration(export))) {
            awaitCapture(run);
            send(1);
            JsonNode answer =
                    run.await(
                            "/api/v1/flows?filter=protocol%20%3D%20udp",
                            flows -> flows.get("total").asLong() == 1 && isWithinSecond(flows));
            assertThat(answer.at("/flows/0/packets").asLong()).isEqualTo(1);
            assertThat(run.stop()).as(run.messages()).isZero();
        }
        assertThat(read(export)).hasSize(1);
    }

    /** Buckets of a second would only give whole seconds. */
    private static boolean isWithinSecond(JsonNode flows) {
        Instant watermark = Instant.parse(flows.get("watermark").asText());
        return !watermark.equals(watermark.truncatedTo(ChronoUnit.SECONDS));
    }

    @Test
    void runSurvivesLossOfInterfaceAndEndsFlowsWhenStopped() throws Exception {
        Path export = directory.resolve("flows.ndjson");
        try (LiveRun run =
                new LiveRun(
                        "-i",
                        link.receiver(),
                        "-c",
                        configuration(export),
                        "-Dflow.idleTimeout.udp=1h")) {
            awaitCapture(run);
            send(1000);
            run.await("/api/v1/interfaces", answer -> packets(answer) == 1000);
            link.setUp(false);
            run.await("/api/v1/interfaces", answer -> state(answer).equals("down"));
            link.setUp(true);
            run.await("/api/v1/interfaces", answer -> state(answer).equals("up"));
            send(1000);
            run.await("/api/v1/interfaces", answer -> packets(answer) == 2000);
            link.deletePair();
            run.await("/api/v1/interfaces", answer -> state(answer).equals("missing"));
            link.createPair();
            run.await("/api/v1/interfaces", answer -> state(answer).equals("up"));
            send(1000);
            JsonNode seen = run.await("/api/v1/interfaces", answer -> packets(answer) == 3000);
            assertThat(seen.at("/interfaces/0/gaps").asLong()).isGreaterThanOrEqualTo(2);
            assertThat(run.get("/api/v1/gaps").get("gaps"))
                    .extracting(gap -> gap.get("cause").asText())
                    .contains("interface-down", "interface-missing");
            run.await(
                    "/api/v1/flows?state=active&limit=1&sort=-packets",
                    answer -> answer.at("/flows/0/packets").asLong() == 300);
            JsonNode flow = run.get("/api/v1/flows?limit=1&sort=-packets").at("/flows/0");
            assertThat(flow.get("gap").asBoolean()).isTrue();
            assertThat(run.get("/api/v1/flows/" + flow.get("id").asText()).get("id"))
                    .isEqualTo(flow.get("id"));
            assertThat(run.stop()).as(run.messages()).isZero();
        }
        List<JsonNode> flows = read(export);
        assertThat(flows).hasSize(10);
        assertThat(flows).allMatch(flow -> flow.get("endReason").asText().equals("forced-end"));
        assertThat(sum(flows, "packets")).isEqualTo(3000);
    }

    @Test
    void runCountsOnlyWhatTheFilterMatches() throws Exception {
        String filter = "udp and ether[0] & 1 = 0 and len < " + (FRAME - 1);
        try (LiveRun run =
                new LiveRun("-i", link.receiver(), "-Dcapture.filter=udp", "-f", filter)) {
            awaitCapture(run);
            try (PacketSender sender = link.sender()) {
                sender.send(TestFrames.numbered(10, FRAME, 10), 500);
                sender.send(TestFrames.numbered(10, FRAME - 20, 10), 70);
            }
            JsonNode seen = run.await("/api/v1/interfaces", answer -> packets(answer) >= 70);
            assertThat(packets(seen)).isEqualTo(70);
            run.await("/api/v1/statistics", answer -> answer.get("packets").asLong() == 70);
        }
    }

    private void send(int packets) {
        try (PacketSender sender = link.sender()) {
            sender.send(TestFrames.numbered(10, FRAME, 10), packets);
        }
    }

    private static void awaitCapture(LiveRun run) {
        run.await("/api/v1/interfaces", answer -> state(answer).equals("up"));
    }

    private static long packets(JsonNode answer) {
        return answer.at("/interfaces/0/packets").asLong();
    }

    private static String state(JsonNode answer) {
        return answer.at("/interfaces/0/state").asText();
    }

    private String configuration(Path export) throws Exception {
        Path file = directory.resolve("ringflow.yaml");
        Files.writeString(
                file,
                """
                flow:
                  idleTimeout: {udp: 3s}
                export:
                  - {type: file, path: %s, format: ndjson}
                """
                        .formatted(export));
        return file.toString();
    }

    private static List<JsonNode> read(Path export) throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<JsonNode> flows = new ArrayList<>();
        for (String line : Files.readAllLines(export)) {
            flows.add(json.readTree(line));
        }
        return flows;
    }

    private static long sum(List<JsonNode> flows, String field) {
        return flows.stream().mapToLong(flow -> flow.get(field).asLong()).sum();
    }
}
