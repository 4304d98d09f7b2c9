package io.ringflow.model.format;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowSide;
import io.ringflow.model.Protocols;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZeekWriterTest {

    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.ofHours(1));

    private static final long FIRST = FlowFixture.FIRST;

    private static String log(Flow... flows) {
        return written(ZeekWriter.tsv(CLOCK), flows);
    }

    private static String written(FlowWriter writer, Flow... flows) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(writer.header());
        for (Flow flow : flows) {
            writer.write(flow, out);
        }
        out.writeBytes(writer.footer());
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<String> cut(Flow flow, String... names) {
        return ZeekCut.columns(log(flow), names).getFirst();
    }

    private static FlowFixture udp() {
        FlowFixture udp = new FlowFixture().between("10.0.0.1", 5353, "8.8.8.8", 53, Protocols.UDP);
        udp.src = FlowSide.of(1, 60, FIRST, FIRST);
        udp.dst = FlowSide.of(1, 90, FIRST + 2_000_000, FIRST + 2_000_000);
        return udp;
    }

    @Test
    void writesAConnectionBetweenHeaderAndClose() {
        FlowFixture fixture = new FlowFixture();
        fixture.rttNanos = 1_000_000;
        fixture.vlanId = 7;
        fixture.labels = new FlowLabels("example.org", "h2", "", "t13d", "", "");

        assertThat(log(fixture.flow()))
                .isEqualTo(
                        """
                        #separator \\x09
                        #set_separator\t,
                        #empty_field\t(empty)
                        #unset_field\t-
                        #path\tconn
                        #open\t2026-01-02-04-04-05
                        #fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\
                        \tduration\torig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\
                        \tmissed_bytes\thistory\torig_pkts\torig_ip_bytes\tresp_pkts\tresp_ip_bytes\
                        \ttunnel_parents\tip_proto\tvlan\tcommunity_id
                        #types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\
                        \tinterval\tcount\tcount\tstring\tbool\tbool\
                        \tcount\tstring\tcount\tcount\tcount\tcount\
                        \tset[string]\tcount\tint\tstring
                        1767323045.000000\tCWq4R00ad100000000\t10.0.0.1\t40000\t10.0.0.2\t443\ttcp\tssl\
                        \t0.001500\t-\t0\tS2\tT\tT\
                        \t-\tShADTF\t3\t300\t1\t100\
                        \t-\t6\t7\t1:UWHKJ/x6OQ1YiVv4rIl0t3yhjg8=
                        #close\t2026-01-02-04-04-05
                        """);
    }

    @Test
    void writesTheSameValuesAsJson() throws IOException {
        String json = written(FlowWriter.Format.ZEEK_JSON.writer(), new FlowFixture().flow());

        assertThat(json)
                .isEqualTo(
                        """
                        {"ts":1767323045.000000,"uid":"CWq4R00ad100000000","id.orig_h":"10.0.0.1",\
                        "id.orig_p":40000,"id.resp_h":"10.0.0.2","id.resp_p":443,"proto":"tcp",\
                        "duration":0.001500,"resp_bytes":0,"conn_state":"S2","local_orig":true,\
                        "local_resp":true,"history":"ShDTF","orig_pkts":3,"orig_ip_bytes":300,\
                        "resp_pkts":1,"resp_ip_bytes":100,"ip_proto":6,\
                        "community_id":"1:UWHKJ/x6OQ1YiVv4rIl0t3yhjg8="}
                        """);
        assertThat(new ObjectMapper().readTree(json).get("ts").asDouble()).isEqualTo(1767323045.0);
    }

    @Test
    void writesWhoSentDatagrams() {
        FlowFixture udp = udp();
        assertThat(cut(udp.flow(), "proto", "conn_state", "history", "duration", "missed_bytes"))
                .containsExactly("udp", "SF", "Dd", "0.002000", "0");
        FlowSide query = udp.src;
        udp.src = FlowSide.SILENT;
        assertThat(cut(udp.flow(), "conn_state", "history")).containsExactly("SHR", "d");
        udp.src = query;
        udp.dst = FlowSide.SILENT;
        assertThat(cut(udp.flow(), "conn_state", "history")).containsExactly("S0", "D");
    }

    @Test
    void leavesDurationAndPayloadOfASinglePacketUnset() {
        FlowFixture udp = udp();
        udp.dst = FlowSide.SILENT;

        assertThat(cut(udp.flow(), "duration", "orig_bytes", "resp_bytes"))
                .containsExactly("-", "-", "-");
    }

    @Test
    void writesPayloadOnlyIfThereWasNone() {
        FlowFixture udp = udp();
        udp.src = FlowSide.of(2, 60, FIRST, FIRST + 1_000);
        udp.dst = FlowSide.SILENT;
        assertThat(cut(udp.flow(), "orig_bytes", "resp_bytes")).containsExactly("-", "0");

        FlowFixture tcp = new FlowFixture();
        tcp.src = FlowSide.of(2, 80, FIRST, FIRST + 9_000).withTcp(0x02, 0, 0, false);
        assertThat(cut(tcp.flow(), "orig_bytes", "resp_bytes", "missed_bytes"))
                .containsExactly("0", "0", "0");
    }

    @Test
    void writesTypesOfIcmpAsPorts() {
        FlowFixture ping = FlowFixture.icmp("10.0.0.1", "1.1.1.1", Protocols.ICMP, 8, 0);
        assertThat(cut(ping.flow(), "id.orig_p", "id.resp_p", "proto", "conn_state", "history"))
                .containsExactly("8", "0", "icmp", "OTH", "-");
        ping.icmpType = 0;
        assertThat(cut(ping.flow(), "id.orig_p", "id.resp_p")).containsExactly("8", "0");
        FlowFixture unreachable = FlowFixture.icmp("10.0.0.1", "1.1.1.1", Protocols.ICMP, 3, 13);
        assertThat(cut(unreachable.flow(), "id.orig_p", "id.resp_p")).containsExactly("3", "13");
        FlowFixture neighbour = FlowFixture.icmp("fe80::1", "ff02::1", Protocols.ICMP6, 135, 0);
        assertThat(cut(neighbour.flow(), "id.orig_p", "id.resp_p", "proto", "ip_proto"))
                .containsExactly("135", "136", "icmp", "58");
    }

    @Test
    void writesOtherProtocolsWithoutPorts() {
        FlowFixture sctp = new FlowFixture().between("10.0.0.1", 5, "10.0.0.2", 6, Protocols.SCTP);

        assertThat(cut(sctp.flow(), "proto", "id.orig_p", "id.resp_p", "ip_proto", "conn_state"))
                .containsExactly("unknown_transport", "0", "0", "132", "OTH");
    }

    @Test
    void namesTheServiceThatALabelProves() {
        FlowFixture udp = udp();
        udp.labels = new FlowLabels("", "", "", "", "example.org", "");
        assertThat(cut(udp.flow(), "service")).containsExactly("dns");
        udp.labels = new FlowLabels("example.org", "h3", "", "q13d", "", "");
        assertThat(cut(udp.flow(), "service")).containsExactly("quic,ssl");
        FlowFixture tcp = new FlowFixture();
        tcp.labels = new FlowLabels("", "", "", "", "", "example.org");
        assertThat(cut(tcp.flow(), "service")).containsExactly("http");
        tcp.labels = FlowLabels.NONE;
        assertThat(cut(tcp.flow(), "service")).containsExactly("-");
    }

    @Test
    void writesMicrosecondsOfTimesBeforeTheEpoch() {
        FlowFixture udp = udp();
        udp.src = FlowSide.of(1, 60, -1_500_000_001L, -1_500_000_001L);
        udp.dst = FlowSide.of(1, 60, -1, -1);

        assertThat(cut(udp.flow(), "ts", "duration")).containsExactly("-1.500001", "1.500000");
    }

    @Test
    void givesDifferentFlowsDifferentUids() {
        FlowFixture first = new FlowFixture();
        first.id = new FlowId(-1, -1);
        FlowFixture second = new FlowFixture();
        second.id = new FlowId(-1, -2);

        String uid = cut(first.flow(), "uid").getFirst();
        assertThat(uid).matches("C[0-9a-zA-Z]{17}");
        assertThat(cut(second.flow(), "uid")).doesNotContain(uid);
    }

    @Test
    void keepsEveryFlowInOneLineOfAllFields() throws IOException {
        RandomFlows random = new RandomFlows(7);
        ObjectMapper mapper = new ObjectMapper();
        String[] names = Arrays.stream(ZeekField.names().split("\t")).toArray(String[]::new);
        for (int i = 0; i < 5_000; i++) {
            Flow flow = random.next();
            List<List<String>> rows = ZeekCut.columns(log(flow), names);
            JsonNode json = mapper.readTree(written(FlowWriter.Format.ZEEK_JSON.writer(), flow));

            assertThat(rows).hasSize(1);
            for (int field = 0; field < names.length; field++) {
                String value = rows.getFirst().get(field);
                assertThat(value).isNotEmpty();
                assertThat(json.has(names[field])).isEqualTo(!value.equals("-"));
            }
        }
    }
}
