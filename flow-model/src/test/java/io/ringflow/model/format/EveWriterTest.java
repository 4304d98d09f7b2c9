package io.ringflow.model.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowSide;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EveWriterTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final long FIRST = FlowFixture.FIRST;

    private static String written(EveEvents events, Flow flow) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FlowWriter.eve(events).write(flow, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<JsonNode> events(EveEvents events, Flow flow) throws IOException {
        List<JsonNode> all = new ArrayList<>();
        for (String line : written(events, flow).lines().toList()) {
            all.add(MAPPER.readTree(line));
        }
        return all;
    }

    private static JsonNode event(FlowFixture flow) throws IOException {
        return events(EveEvents.FLOW, flow.flow()).getFirst();
    }

    @Test
    void writesAConnectionAsOneEvent() {
        FlowFixture fixture = new FlowFixture();
        fixture.vlanId = 7;
        fixture.labels = new FlowLabels("example.org", "h2", "", "t13d", "", "");

        assertThat(written(EveEvents.FLOW, fixture.flow()))
                .isEqualTo(
                        """
                        {"timestamp":"2026-01-02T03:04:05.001500+0000","flow_id":86440524447726,\
                        "in_iface":"eth0","host":"host-a","event_type":"flow","vlan":[7],\
                        "src_ip":"10.0.0.1","src_port":40000,"dest_ip":"10.0.0.2","dest_port":443,\
                        "proto":"TCP","ip_v":4,"app_proto":"tls",\
                        "flow":{"pkts_toserver":3,"pkts_toclient":1,"bytes_toserver":300,\
                        "bytes_toclient":100,"start":"2026-01-02T03:04:05.000000+0000",\
                        "end":"2026-01-02T03:04:05.001500+0000","age":0,"state":"established",\
                        "reason":"timeout","alerted":false},\
                        "tcp":{"tcp_flags":"1b","tcp_flags_ts":"1b","tcp_flags_tc":"12","syn":true,\
                        "fin":true,"psh":true,"ack":true,"state":"close_wait"},\
                        "community_id":"1:UWHKJ/x6OQ1YiVv4rIl0t3yhjg8="}
                        """);
    }

    @Test
    void writesNetflowEventsOfBothDirections() throws IOException {
        List<JsonNode> events = events(EveEvents.NETFLOW, new FlowFixture().flow());

        assertThat(events).hasSize(2);
        JsonNode reply = events.getLast();
        assertThat(reply.path("src_ip").asText()).isEqualTo("10.0.0.2");
        assertThat(reply.path("src_port").asInt()).isEqualTo(443);
        assertThat(reply.path("dest_port").asInt()).isEqualTo(40000);
        assertThat(reply.path("netflow").path("pkts").asInt()).isEqualTo(1);
        assertThat(reply.path("tcp").path("tcp_flags").asText()).isEqualTo("12");
        assertThat(reply.path("flow_id")).isEqualTo(events.getFirst().path("flow_id"));
    }

    @Test
    void writesANetflowEventOnlyOfADirectionWithPackets() throws IOException {
        FlowFixture silent = new FlowFixture();
        silent.dst = FlowSide.SILENT;
        assertThat(events(EveEvents.NETFLOW, silent.flow())).hasSize(1);
        assertThat(events(EveEvents.BOTH, silent.flow()))
                .extracting(event -> event.path("event_type").asText())
                .containsExactly("flow", "netflow");
    }

    @Test
    void namesTheCaptureFileOfAReplay() throws IOException {
        FlowFixture fixture = new FlowFixture();
        fixture.observers = List.of(FlowFixture.observer(Observer.REPLAY_HOST, "a\"b.pcap"));

        JsonNode event = event(fixture);
        assertThat(event.path("pcap_filename").asText()).isEqualTo("a\"b.pcap");
        assertThat(event.has("in_iface")).isFalse();
        assertThat(event.has("host")).isFalse();
    }

    @Test
    void writesTypesOfIcmpMessages() throws IOException {
        FlowFixture ping = FlowFixture.icmp("10.0.0.1", "1.1.1.1", Protocols.ICMP, 8, 0);
        JsonNode event = event(ping);
        assertThat(event.path("proto").asText()).isEqualTo("ICMP");
        assertThat(event.path("icmp_type").asInt(-1)).isEqualTo(8);
        assertThat(event.path("icmp_code").asInt(-1)).isZero();
        assertThat(event.path("response_icmp_type").asInt(-1)).isZero();
        assertThat(event.has("src_port")).isFalse();
        JsonNode reply = events(EveEvents.NETFLOW, ping.flow()).getLast();
        assertThat(reply.path("icmp_type").asInt(-1)).isZero();
        assertThat(reply.has("icmp_code")).isFalse();

        FlowFixture neighbour = FlowFixture.icmp("fe80::1", "ff02::1", Protocols.ICMP6, 135, 0);
        assertThat(event(neighbour).path("proto").asText()).isEqualTo("IPv6-ICMP");
    }

    @Test
    void saysHowAFlowEnded() throws IOException {
        FlowFixture fixture = new FlowFixture();
        fixture.endReason = EndReason.IDLE_TIMEOUT;
        assertThat(event(fixture).path("flow").path("reason").asText()).isEqualTo("timeout");
        fixture.endReason = EndReason.FORCED_END;
        assertThat(event(fixture).path("flow").path("reason").asText()).isEqualTo("shutdown");
        fixture.endReason = EndReason.LACK_OF_RESOURCES;
        assertThat(event(fixture).path("flow").path("reason").asText()).isEqualTo("forced");
    }

    @Test
    void saysWhetherAFlowWasAnswered() throws IOException {
        FlowFixture udp = new FlowFixture().between("10.0.0.1", 9, "10.0.0.2", 53, Protocols.UDP);
        udp.src = FlowSide.of(1, 60, FIRST, FIRST);
        udp.dst = FlowSide.of(1, 60, FIRST + 1, FIRST + 1);
        assertThat(event(udp).path("flow").path("state").asText()).isEqualTo("established");
        udp.dst = FlowSide.SILENT;
        assertThat(event(udp).path("flow").path("state").asText()).isEqualTo("new");
    }

    @Test
    void countsTheAgeInWholeSecondsOfTheClock() throws IOException {
        FlowFixture udp = new FlowFixture().between("10.0.0.1", 9, "10.0.0.2", 53, Protocols.UDP);
        udp.src = FlowSide.of(2, 60, 1_999_999_999L, 3_000_000_001L);
        udp.dst = FlowSide.SILENT;

        assertThat(event(udp).path("flow").path("age").asInt()).isEqualTo(2);
    }

    @Test
    void writesOnlyWhatTheSchemaAllows() throws IOException {
        JsonSchema schema = schema();
        RandomFlows random = new RandomFlows(11);
        for (int i = 0; i < 2_000; i++) {
            Flow flow = random.next();
            for (JsonNode event : events(EveEvents.BOTH, flow)) {
                assertThat(schema.validate(event)).as("%s", event).isEmpty();
            }
        }
    }

    @Test
    void readsTheSchemaStrictly() throws IOException {
        JsonNode event = MAPPER.readTree("{\"event_type\":\"flow\",\"surprise\":1}");

        assertThat(schema().validate(event)).isNotEmpty();
    }

    private static JsonSchema schema() throws IOException {
        try (InputStream in = EveWriterTest.class.getResourceAsStream("eve-flow.schema.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(MAPPER.readTree(in));
        }
    }
}
