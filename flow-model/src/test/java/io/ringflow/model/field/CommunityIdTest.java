package io.ringflow.model.field;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.FlowFixture;
import io.ringflow.model.InitiatorRule;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommunityIdTest {

    private final CommunityId ids = new CommunityId();

    /** The formula of the specification; the endpoints must be in its order. */
    private static String formula(
            String smaller, String larger, int protocol, int smallerPort, int largerPort)
            throws Exception {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes(new byte[2]);
        input.writeBytes(InetAddress.getByName(smaller).getAddress());
        input.writeBytes(InetAddress.getByName(larger).getAddress());
        input.write(protocol);
        input.write(0);
        if (smallerPort >= 0) {
            input.writeBytes(new byte[] {(byte) (smallerPort >> 8), (byte) smallerPort});
            input.writeBytes(new byte[] {(byte) (largerPort >> 8), (byte) largerPort});
        }
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(input.toByteArray());
        return "1:" + Base64.getEncoder().encodeToString(digest);
    }

    private String ofPorts(String src, int srcPort, String dst, int dstPort, int protocol) {
        return ids.of(new FlowFixture().between(src, srcPort, dst, dstPort, protocol).flow());
    }

    @Test
    void hashesMappedAddressesOfIpv6WithAllTheirBytes() throws Exception {
        ByteArrayOutputStream input = new ByteArrayOutputStream();
        input.writeBytes(HexFormat.of().parseHex("0000"));
        input.writeBytes(HexFormat.of().parseHex("00000000000000000000ffff0a000001"));
        input.writeBytes(HexFormat.of().parseHex("00000000000000000000ffff0a000002"));
        input.writeBytes(HexFormat.of().parseHex("1100" + "03e807d0"));
        byte[] digest = MessageDigest.getInstance("SHA-1").digest(input.toByteArray());
        assertThat(ofPorts("::ffff:10.0.0.2", 2000, "::ffff:10.0.0.1", 1000, 17))
                .isEqualTo("1:" + Base64.getEncoder().encodeToString(digest))
                .isNotEqualTo(ofPorts("10.0.0.2", 2000, "10.0.0.1", 1000, 17));
    }

    @ParameterizedTest
    @CsvSource({"1, 0, 8", "1, 14, 13", "58, 136, 135", "58, 134, 133"})
    void pairsRepliesWithAndWithoutRequestsAlike(int protocol, int type, int request) {
        FlowFixture reply = FlowFixture.icmp("10.0.0.2", "10.0.0.1", protocol, type, 0);
        reply.rule = InitiatorRule.FIRST_PACKET;
        assertThat(ids.of(reply.flow()))
                .isEqualTo(ofIcmp("10.0.0.1", "10.0.0.2", protocol, request, 0))
                .isEqualTo(ofIcmp("10.0.0.1", "10.0.0.2", protocol, type, 0));
    }

    private String ofIcmp(String src, String dst, int protocol, int type, int code) {
        return ids.of(FlowFixture.icmp(src, dst, protocol, type, code).flow());
    }

    @ParameterizedTest
    @CsvSource({
        "128.232.110.120, 34855, 66.35.250.204, 80, 6, 1:LQU9qZlK+B5F3KDmev6m5PMibrg=",
        "192.168.1.52, 54585, 8.8.8.8, 53, 17, 1:d/FP5EW3wiY1vCndhwleRRKHowQ=",
        "192.168.170.8, 7, 192.168.170.56, 7, 132, 1:MP2EtRCAUIZvTw6MxJHLV7N7JDs="
    })
    void matchesThePublishedBaseline(
            String src, int srcPort, String dst, int dstPort, int protocol, String expected) {
        assertThat(ofPorts(src, srcPort, dst, dstPort, protocol)).isEqualTo(expected);
        assertThat(ofPorts(dst, dstPort, src, srcPort, protocol)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.0.89, 192.168.0.1, 1, 8, 1:X0snYXpgwiv9TZtqg64sgzUn6Dk=",
        "fe80::200:86ff:fe05:80da, fe80::260:97ff:fe07:69ea, 58, 135, 1:dGHyGvjMfljg6Bppwm3bg0LO8TY=",
        "10.0.0.1, 10.0.0.2, 1, 11, 1:YHxtAirCG//0OzkcVAukqKQN9xM="
    })
    void matchesThePublishedIcmpBaseline(
            String src, String dst, int protocol, int type, String expected) {
        assertThat(ofIcmp(src, dst, protocol, type, 0)).isEqualTo(expected);
    }

    @Test
    void putsTheSmallerEndpointFirst() throws Exception {
        String byAddress = formula("10.0.0.1", "10.0.0.2", 6, 443, 80);
        String byPort = formula("10.0.0.1", "10.0.0.1", 17, 53, 4000);
        String unsigned = formula("10.0.0.1", "200.0.0.1", 6, 443, 80);
        String v6 = formula("2001:db8::1", "fe80::1", 6, 65_535, 1);

        assertThat(ofPorts("10.0.0.2", 80, "10.0.0.1", 443, 6)).isEqualTo(byAddress);
        assertThat(ofPorts("10.0.0.1", 4000, "10.0.0.1", 53, 17)).isEqualTo(byPort);
        assertThat(ofPorts("200.0.0.1", 80, "10.0.0.1", 443, 6)).isEqualTo(unsigned);
        assertThat(ofPorts("fe80::1", 1, "2001:db8::1", 65_535, 6)).isEqualTo(v6);
    }

    @Test
    void omitsPortsIfTheProtocolHasNone() throws Exception {
        assertThat(ofPorts("10.0.0.2", 0, "10.0.0.1", 0, 47))
                .isEqualTo(formula("10.0.0.1", "10.0.0.2", 47, -1, -1));
    }

    @Test
    void pairsRequestAndReplyWhicheverCameFirst() throws Exception {
        String expected = formula("10.0.0.1", "10.0.0.2", 1, 8, 0);

        // If a flow starts with a reply, its receiver is the initiator.
        assertThat(ofIcmp("10.0.0.1", "10.0.0.2", 1, 8, 0)).isEqualTo(expected);
        assertThat(ofIcmp("10.0.0.1", "10.0.0.2", 1, 0, 0)).isEqualTo(expected);
        assertThat(ofIcmp("fe80::1", "fe80::2", 58, 129, 0))
                .isEqualTo(formula("fe80::1", "fe80::2", 58, 128, 129));
    }

    @Test
    void keepsTheDirectionOfOneWayMessages() throws Exception {
        assertThat(ofIcmp("10.0.0.2", "10.0.0.1", 1, 3, 1))
                .isEqualTo(formula("10.0.0.2", "10.0.0.1", 1, 3, 1));
        assertThat(ofIcmp("fe80::2", "fe80::1", 58, 1, 4))
                .isEqualTo(formula("fe80::2", "fe80::1", 58, 1, 4));
    }

    @Test
    void differsForEveryPartOfTheKey() {
        assertThat(
                        Arrays.asList(
                                ofPorts("10.0.0.1", 1, "10.0.0.2", 2, 6),
                                ofPorts("10.0.0.1", 1, "10.0.0.2", 2, 17),
                                ofPorts("10.0.0.1", 1, "10.0.0.2", 3, 6),
                                ofPorts("10.0.0.1", 1, "10.0.0.3", 2, 6)))
                .doesNotHaveDuplicates();
    }
}
