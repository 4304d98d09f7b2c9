package io.ringflow.model.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowSide;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.text.PrintableText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class NdjsonWriterTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static String line(Flow flow) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FlowWriter.Format.NDJSON.writer().write(flow, out);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode parsed(Flow flow) throws Exception {
        return JSON.readTree(line(flow));
    }

    /** The names of an object's members; members of nested objects are separated by a dot. */
    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        for (var member : object.properties()) {
            if (member.getValue().isObject()) {
                names(member.getValue()).forEach(inner -> names.add(member.getKey() + "." + inner));
            } else {
                names.add(member.getKey());
            }
        }
        return names;
    }

    private static String[] namesBut(String... absent) {
        return Arrays.stream(FlowField.values())
                .map(FlowField::fieldName)
                .filter(name -> Arrays.stream(absent).noneMatch(name::startsWith))
                .toArray(String[]::new);
    }

    @Test
    void writesAllFieldsOfATcpFlowInOrder() throws Exception {
        JsonNode json = parsed(new FlowFixture().flow());

        assertThat(names(json))
                .containsExactly(
                        namesBut(
                                "vlanId",
                                "icmp",
                                "lost",
                                "gap",
                                "continued",
                                "tunnel",
                                "labels",
                                "srcName",
                                "dstName",
                                "nameSource",
                                "ja4",
                                "dns",
                                "rttMs"));
        assertThat(json.get("id").textValue()).isEqualTo("00c0ffee0000000000001234");
        assertThat(json.get("communityId").textValue()).startsWith("1:").hasSize(30);
        assertThat(json.get("event").textValue()).isEqualTo("end");
        assertThat(json.get("srcAddr").textValue()).isEqualTo("10.0.0.1");
        assertThat(json.get("dstAddr").textValue()).isEqualTo("10.0.0.2");
        assertThat(json.get("srcPort").isInt()).isTrue();
        assertThat(json.get("srcPort").intValue()).isEqualTo(40_000);
        assertThat(json.get("dstPort").intValue()).isEqualTo(443);
        assertThat(json.get("protocol").textValue()).isEqualTo("tcp");
        assertThat(json.get("ipVersion").intValue()).isEqualTo(4);
        assertThat(json.get("state").textValue()).isEqualTo("ended");
        assertThat(json.get("endReason").textValue()).isEqualTo("end-of-flow");
        assertThat(json.get("firstSeen").textValue()).isEqualTo("2026-01-02T03:04:05.000000006Z");
        assertThat(json.get("lastSeen").textValue()).isEqualTo("2026-01-02T03:04:05.001500006Z");
        assertThat(json.get("durationMs").doubleValue()).isEqualTo(1.5);
    }

    @Test
    void writesTheCountersOfBothDirections() throws Exception {
        JsonNode json = parsed(new FlowFixture().flow());

        assertThat(json.get("packets").longValue()).isEqualTo(4);
        assertThat(json.get("bytes").longValue()).isEqualTo(400);
        assertThat(json.get("srcPackets").longValue()).isEqualTo(3);
        assertThat(json.get("srcBytes").longValue()).isEqualTo(300);
        assertThat(json.get("dstPackets").longValue()).isEqualTo(1);
        assertThat(json.get("dstBytes").longValue()).isEqualTo(100);
        assertThat(json.get("srcTcpFlags").textValue()).isEqualTo("APSF");
        assertThat(json.get("dstTcpFlags").textValue()).isEqualTo("AS");
        assertThat(json.get("dscp").intValue()).isEqualTo(46);
        assertThat(json.get("minPacketBytes").intValue()).isEqualTo(60);
        assertThat(json.get("maxPacketBytes").intValue()).isEqualTo(140);
        assertThat(json.get("meanPacketBytes").doubleValue()).isEqualTo(100);
        // The squares of 4 packets are 43 200: variance 10 800 - 10 000.
        assertThat(json.get("stddevPacketBytes").doubleValue()).isEqualTo(28.284271);
        assertThat(json.get("initiatorRule").textValue()).isEqualTo("syn");
        assertThat(json.get("observers")).hasSize(1);
        assertThat(json.at("/observers/0/host").textValue()).isEqualTo("host-a");
        assertThat(json.at("/observers/0/interface").textValue()).isEqualTo("eth0");
        assertThat(json.at("/observers/0/packets").longValue()).isEqualTo(4);
        assertThat(json.at("/observers/0/bytes").longValue()).isEqualTo(400);
        assertThat(json.at("/observers/0/firstSeen").textValue()).endsWith(".000000006Z");
        assertThat(json.at("/observers/0/lastSeen").textValue()).endsWith(".000000015Z");
    }

    @Test
    void omitsFieldsThatAnActiveIcmpFlowDoesNotHave() throws Exception {
        FlowFixture fixture = FlowFixture.icmp("fe80::1", "fe80::2", Protocols.ICMP6, 128, 0);
        fixture.endReason = EndReason.NONE;
        fixture.dst = FlowSide.SILENT;
        fixture.vlanId = 0;
        fixture.gap = true;
        fixture.continued = true;
        JsonNode json = parsed(fixture.flow());

        assertThat(names(json))
                .containsExactly(
                        namesBut(
                                "endReason",
                                "srcTcpFlags",
                                "dstTcpFlags",
                                "tcpState",
                                "rttMs",
                                "srcRetransmits",
                                "dstRetransmits",
                                "srcOutOfOrder",
                                "dstOutOfOrder",
                                "zeroWindows",
                                "lostPackets",
                                "tunnel",
                                "srcName",
                                "dstName",
                                "nameSource",
                                "ja4",
                                "dns",
                                "labels"));
        assertThat(json.get("state").textValue()).isEqualTo("active");
        assertThat(json.get("vlanId").intValue()).isZero();
        assertThat(json.get("icmpType").intValue()).isEqualTo(128);
        assertThat(json.get("gap").booleanValue()).isTrue();
        assertThat(json.get("continued").booleanValue()).isTrue();
        assertThat(json.get("ipVersion").intValue()).isEqualTo(6);
        assertThat(json.get("lastSeen").textValue()).endsWith(".001500006Z");
    }

    @Test
    void writesTheTunnelAsAnObject() throws Exception {
        FlowFixture fixture = new FlowFixture();
        fixture.tunnel =
                new Tunnel(
                        TunnelType.VXLAN,
                        0xffff_fffeL,
                        IpAddress.parse("192.0.2.1"),
                        IpAddress.parse("2001:db8::1"));
        JsonNode json = parsed(fixture.flow());

        assertThat(json.get("tunnel").toString())
                .isEqualTo(
                        "{\"type\":\"vxlan\",\"id\":4294967294,"
                                + "\"srcAddr\":\"192.0.2.1\",\"dstAddr\":\"2001:db8::1\"}");
        assertThat(names(json)).containsSubsequence("ipVersion", "tunnel.type", "state");
    }

    @Test
    void omitsFieldsThatATunnelDoesNotHave() throws Exception {
        FlowFixture fixture = new FlowFixture();
        fixture.tunnel = new Tunnel(TunnelType.VXLAN, Tunnel.NO_ID, IpAddress.ANY, IpAddress.ANY);

        assertThat(parsed(fixture.flow()).get("tunnel")).hasToString("{\"type\":\"vxlan\"}");
    }

    @Test
    void escapesStringsThatWouldBreakALine() throws Exception {
        List<String> nasty =
                List.of(
                        "a\"b\\c",
                        "tab\tline\nend\r\u0000",
                        "Zürich",
                        "\ud83d\ude00",
                        "\u007f",
                        "\u009b31m\u202egnp\u2028\ufeff",
                        "");
        for (String name : nasty) {
            FlowFixture fixture = new FlowFixture();
            fixture.observers = List.of(FlowFixture.observer(name, name));
            String line = line(fixture.flow());

            assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
            assertThat(PrintableText.ofLines(line)).isEqualTo(line);
            assertThat(JSON.readTree(line).at("/observers/0/host").textValue()).isEqualTo(name);
            assertThat(JSON.readTree(line).at("/observers/0/interface").textValue())
                    .isEqualTo(name);
        }
    }

    @Test
    void growsForRecordsOfAnyLength() throws Exception {
        FlowFixture fixture = new FlowFixture();
        fixture.observers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            fixture.observers.add(FlowFixture.observer("h".repeat(i * 7 % 250), "eth" + i));
        }
        JsonNode json = parsed(fixture.flow());

        assertThat(json.get("observers")).hasSize(300);
        assertThat(json.at("/observers/299/interface").textValue()).isEqualTo("eth299");
    }

    @Test
    void writesRequestedFieldsInOrder() {
        FlowWriter writer = FlowWriter.ndjson(List.of(FlowField.BYTES, FlowField.PROTOCOL));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        writer.write(new FlowFixture().flow(), out);
        writer.write(new FlowFixture().flow(), out);

        String line = "{\"bytes\":400,\"protocol\":\"tcp\"}\n";
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo(line + line);
        assertThat(writer.header()).isEmpty();
    }

    @Test
    void writesAnEmptyObjectIfNoFieldIsPresent() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FlowWriter.ndjson(List.of(FlowField.VLAN_ID)).write(new FlowFixture().flow(), out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("{}\n");
    }

    @Test
    void writesTheSameTextIntoAGenerator() throws Exception {
        Flow flow = new FlowFixture().flow();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (var generator = JSON.createGenerator(out)) {
            new JsonFields().write(flow, List.of(FlowField.values()), generator);
        }

        assertThat(out.toString(StandardCharsets.UTF_8) + "\n").isEqualTo(line(flow));
    }
}
