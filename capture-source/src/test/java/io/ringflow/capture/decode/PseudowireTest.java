package io.ringflow.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.decode.Decoding.Packet;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.Undecoded;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Recognition of the payload of MPLS labels, which don't state its type. */
class PseudowireTest {

    private static final byte[] V4 =
            TagFrames.withChecksum(Frames.ipv4(17, Frames.ports(1234, 53, 10)));
    private static final byte[] V6 = Frames.ipv6(17, Frames.ports(1234, 53, 10));
    private static final byte[] CONTROL_WORD = new byte[4];

    private static byte[] labelled(byte[] payload) {
        return Frames.ethernet(0x8847, TunnelFrames.mpls(payload, 1000, 16));
    }

    /** A frame between two stations whose addresses differ only in the last byte. */
    private static byte[] frame(String station, int type, byte[] payload) {
        byte[] header = Frames.hex(station + "01" + station + "02" + "%04x".formatted(type));
        return Frames.join(header, payload);
    }

    private static int srcPort(byte[] payload) {
        return Decoding.ethernet(labelled(payload)).srcPort();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "48210b0000", "4000000000", "4f00000000", "45000028ff", "64510690ab", "6000000000",
                "6c00000500", "60ffffffff", "0050560000", "0200000000", "10be4ef0cd", "1000002100",
                "2c4d540102", "5254001234", "f4ce460000", "aabbccddee"
            })
    void followsEthernetWithAnyAddress(String station) {
        for (byte[] ip : new byte[][] {V4, V6}) {
            byte[] frame = frame(station, ip == V4 ? 0x0800 : 0x86dd, ip);
            assertThat(srcPort(frame)).isEqualTo(1234);
            assertThat(srcPort(Frames.join(CONTROL_WORD, frame))).isEqualTo(1234);
            byte[] tagged = TagFrames.tag("8100 0064", frame);
            assertThat(srcPort(tagged)).isEqualTo(1234);
            assertThat(srcPort(Frames.join(CONTROL_WORD, tagged))).isEqualTo(1234);
            assertThat(srcPort(TagFrames.tag("8926 00148001", frame))).isEqualTo(1234);
        }
    }

    @Test
    void followsIpOfBothVersions() {
        assertThat(srcPort(V4)).isEqualTo(1234);
        assertThat(srcPort(V6)).isEqualTo(1234);
        assertThat(srcPort(Frames.join(V4, new byte[20]))).isEqualTo(1234);
        assertThat(srcPort(Frames.ipv4(17, 0, new byte[8], Frames.ports(1234, 53, 10))))
                .isEqualTo(1234);
    }

    @Test
    void followsIpThatLooksLikeEthernet() {
        // The bytes at the offset of an ethertype, and after it, belong to the source address.
        byte[] v4 = V4.clone();
        ByteBuffer.wrap(v4).putInt(12, 0x0800_4501);
        assertThat(srcPort(TagFrames.withChecksum(v4))).isEqualTo(1234);
        byte[] v6 = V6.clone();
        ByteBuffer.wrap(v6).putLong(8, 0x2001_0db8_86dd_6001L);
        assertThat(srcPort(v6)).isEqualTo(1234);
        assertThat(srcPort(Frames.join(v6, new byte[4]))).isEqualTo(1234);
    }

    @Test
    void countsMessagesOfAssociatedChannelAsNotIp() {
        byte[] channel = Frames.join(Frames.hex("10000021"), V4);
        assertThat(Decoding.reason(LinkTypes.ETHERNET, labelled(channel)))
                .isEqualTo(Undecoded.NOT_IP);
    }

    @Test
    void treatsInvalidIpHeaderAsIp() {
        byte[] v4 = V4.clone();
        v4[0] = 0x44;
        assertThat(Decoding.reason(LinkTypes.ETHERNET, labelled(v4)))
                .isEqualTo(Undecoded.BAD_IP_HEADER);
        byte[] broken = V4.clone();
        broken[10] ^= 1;
        assertThat(Decoding.ethernet(labelled(broken)))
                .isEqualTo(new Packet(1234, 53, 17, 0, 0, 38));
    }
}
