package io.ringflow.bench.textbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.bench.CaptureWithPauses;
import io.ringflow.capture.FileCapture;
import io.ringflow.job.FlowJob;
import io.ringflow.job.export.file.FileTarget;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.format.FlowWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The textbook job is the oracle: the real job must find the same flows. */
class TextbookJobTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PACKETS = 60_000;

    @TempDir private Path directory;

    @Test
    void findsTheSameFlowsAsTheRealJob() throws Exception {
        Path capture = CaptureWithPauses.write(directory, PACKETS, Duration.ZERO);

        List<Session> expected = textbook(capture);

        assertThat(expected).hasSizeGreaterThan(1000).allMatch(s -> s.number() == 1);
        assertThat(real(capture)).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void findsTheSameUdpFlowsAsTheRealJobAfterSilence() throws Exception {
        Path capture = CaptureWithPauses.write(directory, PACKETS, Duration.ofSeconds(90));

        List<Session> expected = ofUdp(textbook(capture));

        assertThat(expected).anyMatch(s -> s.number() > 2);
        assertThat(ofUdp(real(capture))).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<Session> ofUdp(List<Session> flows) {
        return flows.stream().filter(s -> s.flow().protocol() == Protocols.UDP).toList();
    }

    private static List<Session> textbook(Path capture) throws Exception {
        StreamExecutionEnvironment env = environment();
        return TextbookJob.build(
                        env,
                        FileCapture.of(List.of(capture.toString())),
                        TextbookJob.IDLE_TIMEOUTS,
                        Duration.ofHours(1))
                .executeAndCollect(PACKETS);
    }

    private List<Session> real(Path capture) throws Exception {
        StreamExecutionEnvironment env = environment();
        Path flows = directory.resolve("flows.ndjson");
        FlowJob.builder()
                .capture(FileCapture.of(List.of(capture.toString())))
                .flows(FlowSettings.defaults(1_000_000))
                .export(FileTarget.export(flows.toString(), FlowWriter.Format.NDJSON, false))
                .build()
                .addTo(env);
        env.execute();
        return sessions(flows);
    }

    private static StreamExecutionEnvironment environment() {
        return StreamExecutionEnvironment.createLocalEnvironment(2, new Configuration());
    }

    private static List<Session> sessions(Path ndjson) throws IOException {
        List<JsonNode> flows = new ArrayList<>();
        for (String line : Files.readAllLines(ndjson)) {
            flows.add(JSON.readTree(line));
        }
        flows.sort(Comparator.comparing(flow -> Instant.parse(flow.path("firstSeen").textValue())));
        Map<Endpoints, Integer> ended = new HashMap<>();
        List<Session> sessions = new ArrayList<>();
        for (JsonNode flow : flows) {
            Session session = session(flow);
            sessions.add(
                    new Session(
                            session.flow(),
                            ended.merge(session.flow(), 1, Integer::sum),
                            session.sums()));
        }
        return sessions;
    }

    private static Session session(JsonNode flow) {
        IpAddress src = IpAddress.parse(flow.path("srcAddr").textValue());
        IpAddress dst = IpAddress.parse(flow.path("dstAddr").textValue());
        int srcPort = flow.path("srcPort").intValue();
        int dstPort = flow.path("dstPort").intValue();
        int protocol = Protocols.number(flow.path("protocol").asText());
        Session.Sums sums =
                new Session.Sums(
                        nanos(flow.path("firstSeen").textValue()),
                        nanos(flow.path("lastSeen").textValue()),
                        flow.path("srcPackets").longValue(),
                        flow.path("srcBytes").longValue(),
                        flow.path("dstPackets").longValue(),
                        flow.path("dstBytes").longValue());
        return new Session(
                Endpoints.between(src, srcPort, dst, dstPort, protocol),
                1,
                Endpoints.isLower(src, srcPort, dst, dstPort) ? sums : sums.exchanged());
    }

    private static long nanos(String time) {
        Instant instant = Instant.parse(time);
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }
}
