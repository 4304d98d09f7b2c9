package io.ringflow.job.export.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecordLayoutTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final long FIRST = 1_700_000_000_500_000_000L;
    private static final int IPV4_TCP_BIFLOW_VLAN = 256 + 2 + 8 + 32;
    private static final int IPV4_TCP = 256 + 2;

    private static Flow.Builder flow() {
        Observer eth0 = new Observer("host-a", "eth0");
        return Flow.builder(new FlowId(1, 2))
                .event(FlowEvent.END)
                .addresses(IpAddress.parse("10.0.0.1"), IpAddress.parse("192.168.0.2"))
                .ports(40_000, 443)
                .protocol(6, 4)
                .vlanId(7)
                .endReason(EndReason.END_OF_FLOW)
                .dscp(46)
                .sides(
                        FlowSide.of(5, 600, FIRST, FIRST + 2_000_000_000L)
                                .withTcp(0x1b, 0, 0, true),
                        FlowSide.of(4, 5000, FIRST + 1_000_000, FIRST + 1_900_000_000L)
                                .withTcp(0x12, 0, 0, true))
                .observers(List.of(new ObserverCount(eth0, 5, 4, 5600, FIRST, FIRST)));
    }

    private static String encoded(CollectorProtocol protocol, boolean biflow, Flow flow) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CollectorSettings settings = ExportFixture.settings(protocol, biflow, 4739);
        new CollectorTarget(settings).encoder(List.of()).write(flow, out);
        return HEX.formatHex(out.toByteArray());
    }

    private static String template(CollectorProtocol protocol, int id) {
        return HEX.formatHex(new FlowTemplates(protocol, FlowTimes.BOTH).definition(id));
    }

    @Test
    void ipfixTemplateOfBiflows() {
        assertThat(template(CollectorProtocol.IPFIX, IPV4_TCP_BIFLOW_VLAN))
                .isEqualTo(
                        "012a0015" // id 298, 21 fields
                                + "009c0008009d0008" // nanoseconds
                                + "0098000800990008" // milliseconds
                                + "8002000800007279" // reverse packetDeltaCount, PEN 29305
                                + "8001000800007279" // reverse octetDeltaCount
                                + "8006000100007279" // reverse tcpControlBits
                                + "00ef0001" // biflowDirection
                                + "00080004000c0004" // addresses
                                + "00040001003c000100050001" // protocol, version, class of service
                                + "0002000800010008" // packets, bytes
                                + "00070002000b000200060001" // ports, tcpControlBits
                                + "003a000200880001" // vlanId, flowEndReason
                                + "0052ffff"); // interfaceName
    }

    @Test
    void ipfixRecordOfABiflow() {
        assertThat(encoded(CollectorProtocol.IPFIX, true, flow().build()))
                .isEqualTo(
                        "%08x".formatted(new ObservationDomains(0).of("host-a"))
                                + "012a005a" // template, length
                                + "e8fe6f8080000000e8fe6f8280000000"
                                + "0000018bcfe569f40000018bcfe571c4"
                                + "00000000000000040000000000001388" // reverse packets, bytes
                                + "1201" // reverse flags, initiator
                                + "0a000001c0a80002"
                                + "0604b8"
                                + "00000000000000050000000000000258"
                                + "9c4001bb1b"
                                + "000703"
                                + "0465746830"); // eth0
    }

    @Test
    void netFlow9RecordsOfBothDirections() {
        assertThat(template(CollectorProtocol.NETFLOW9, IPV4_TCP))
                .isEqualTo(
                        "0102000c"
                                + "0015000400160004" // LAST_SWITCHED, FIRST_SWITCHED
                                + "00080004000c0004"
                                + "00040001003c000100050001"
                                + "0002000800010008" // IN_PKTS, IN_BYTES
                                + "00070002000b000200060001");
        String domain = "%08x".formatted(new ObservationDomains(0).of("host-a"));
        assertThat(encoded(CollectorProtocol.NETFLOW9, false, flow().vlanId(-1).build()))
                .isEqualTo(
                        domain
                                + "01020028"
                                + "0000018bcfe569f40000018bcfe571c4" // for the delivery
                                + "0000000000000000"
                                + "0a000001c0a800020604b8"
                                + "00000000000000050000000000000258"
                                + "9c4001bb1b"
                                + domain
                                + "01020028"
                                + "0000018bcfe569f50000018bcfe57160"
                                + "0000000000000000"
                                + "c0a800020a0000010604b8"
                                + "00000000000000040000000000001388"
                                + "01bb9c4012");
    }

    @Test
    void flowThatContinuesIsNotExported() {
        for (FlowEvent event : List.of(FlowEvent.NEW, FlowEvent.UPDATE)) {
            assertThat(encoded(CollectorProtocol.IPFIX, true, flow().event(event).build()))
                    .isEmpty();
        }
    }

    @Test
    void nanosecondsAreExactAndWrapWithTheEraOfNtp() {
        assertThat(RecordFields.ntp(0)).isEqualTo(2_208_988_800L << 32);
        assertThat(RecordFields.ntp(999_999_999)).isEqualTo(2_208_988_800L << 32 | 0xffff_fffcL);
        long year2036 = 2_085_978_496L; // 2036-02-07T06:28:16Z
        assertThat(RecordFields.ntp(year2036 * 1_000_000_000L)).isZero();
    }

    @Test
    void longTextIsCutBetweenCharacters() {
        ByteBuffer out = ByteBuffer.allocate(100);
        VariableText.put(out, "x".repeat(63) + "é");
        assertThat(out.position()).isEqualTo(64);
        assertThat(out.get(0)).isEqualTo((byte) 63);
    }
}
