package io.ringflow.capture.decode;

import static io.ringflow.capture.packet.PacketBits.VLAN_PRESENT;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.Decoding.Packet;
import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.capture.ring.TestFrames;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Link layers. */
class FrameDecoderLinkTest {

    private static final byte[] V4 = Frames.ipv4(17, Frames.ports(1234, 53, 10));
    private static final byte[] V6 = Frames.ipv6(17, Frames.ports(1234, 53, 10));
    private static final Packet V4_PACKET = new Packet(1234, 53, 17, 0, 0, 38);
    private static final Packet V6_PACKET = new Packet(1234, 53, 17, 0, 0, 58);

    @Test
    void decodesEthernet() {
        assertThat(Decoding.ethernet(Frames.ethernet(0x0800, V4))).isEqualTo(V4_PACKET);
        assertThat(Decoding.ethernet(Frames.ethernet(0x86dd, V6))).isEqualTo(V6_PACKET);
    }

    @Test
    void excludesPaddingFromIpBytes() {
        byte[] padded = Frames.ethernet(0x0800, Frames.join(V4, new byte[8]));
        assertThat(Decoding.ethernet(padded)).isEqualTo(V4_PACKET);
    }

    @Test
    void keepsVlanIdOfTag() {
        byte[] frame = TestFrames.tagged(Frames.ethernet(0x0800, V4), 0xa064);
        assertThat(Decoding.ethernet(frame).vlan()).isEqualTo(VLAN_PRESENT | 100);
    }

    @Test
    void ignoresPriorityTag() {
        byte[] frame = TestFrames.tagged(Frames.ethernet(0x0800, V4), 0xe000);
        assertThat(Decoding.ethernet(frame).vlan()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x8100, 0x88a8, 0x9100, 0x9200, 0x9300})
    void usesOutermostOfTwoTags(int tpid) {
        byte[] inner = Frames.tagged(0x8100, 200, Frames.ethernet(0x86dd, V6));
        Packet packet = Decoding.ethernet(Frames.tagged(tpid, 100, inner));
        assertThat(packet).isEqualTo(new Packet(1234, 53, 17, 0, VLAN_PRESENT | 100, 58));
    }

    @Test
    void usesTagOfRingHeaderAsOutermost() {
        byte[] frame = Frames.tagged(0x8100, 200, Frames.ethernet(0x0800, V4));
        PacketBatch batch = Decoding.decode(LinkTypes.ETHERNET, frame, frame.length, 300, 0);
        assertThat(Decoding.only(batch).vlan()).isEqualTo(VLAN_PRESENT | 300);
    }

    @Test
    void forgetsTagAfterItsFrame() {
        assertThat(batchOfTaggedAndPlain().bits[0] & 0x1fff).isEqualTo(VLAN_PRESENT | 100);
        assertThat(batchOfTaggedAndPlain().bits[1] & 0x1fff).isZero();
    }

    private static PacketBatch batchOfTaggedAndPlain() {
        byte[] plain = Frames.ethernet(0x0800, V4);
        byte[] both = Frames.join(Frames.tagged(0x8100, 100, plain), plain);
        var buffer = java.nio.ByteBuffer.allocateDirect(both.length).put(0, both);
        PacketBatch batch = new PacketBatch(2);
        batch.reset(Decoding.OBSERVER, Long.MIN_VALUE);
        FrameDecoder decoder = new FrameDecoder(DecodeSettings.DEFAULT);
        int tagged = plain.length + 4;
        decoder.decode(Decoding.frame(buffer, 0, tagged, LinkTypes.ETHERNET), batch);
        decoder.decode(Decoding.frame(buffer, tagged, plain.length, LinkTypes.ETHERNET), batch);
        return batch;
    }

    @ParameterizedTest
    @ValueSource(ints = {LinkTypes.RAW, 12, 14, LinkTypes.IPV4, LinkTypes.IPV6})
    void decodesRawPackets(int linkType) {
        assertThat(Decoding.packet(linkType, V4)).isEqualTo(V4_PACKET);
        assertThat(Decoding.packet(linkType, V6)).isEqualTo(V6_PACKET);
    }

    @ParameterizedTest
    @ValueSource(ints = {LinkTypes.NULL, LinkTypes.LOOP})
    void decodesLoopbackHeadersInBothByteOrders(int linkType) {
        for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
            assertThat(Decoding.packet(linkType, Frames.loopback(order, 2, V4)))
                    .isEqualTo(V4_PACKET);
            for (int family : new int[] {10, 24, 28, 30}) {
                assertThat(Decoding.packet(linkType, Frames.loopback(order, family, V6)))
                        .isEqualTo(V6_PACKET);
            }
            assertThat(Decoding.reason(linkType, Frames.loopback(order, 7, V4)))
                    .isEqualTo(Undecoded.NOT_IP);
        }
    }

    @Test
    void decodesLinuxCookedHeaders() {
        int sll = LinkTypes.LINUX_SLL;
        int sll2 = LinkTypes.LINUX_SLL2;
        assertThat(Decoding.packet(sll, Frames.linuxCooked(0x0800, V4))).isEqualTo(V4_PACKET);
        assertThat(Decoding.packet(sll, Frames.linuxCooked(0x86dd, V6))).isEqualTo(V6_PACKET);
        assertThat(Decoding.packet(sll2, Frames.linuxCooked2(0x0800, V4))).isEqualTo(V4_PACKET);
        assertThat(Decoding.packet(sll2, Frames.linuxCooked2(0x86dd, V6))).isEqualTo(V6_PACKET);
        byte[] tagged = Frames.join(Frames.hex("0064 0800"), V4);
        assertThat(Decoding.packet(sll, Frames.linuxCooked(0x8100, tagged)).vlan())
                .isEqualTo(VLAN_PRESENT | 100);
        assertThat(Decoding.packet(sll2, Frames.linuxCooked2(0x8100, tagged)).vlan())
                .isEqualTo(VLAN_PRESENT | 100);
    }

    @Test
    void countsFramesWithoutIpByReason() {
        int ethernet = LinkTypes.ETHERNET;
        assertThat(Decoding.reason(ethernet, Frames.ethernet(0x0806, new byte[28])))
                .isEqualTo(Undecoded.NOT_IP);
        assertThat(Decoding.reason(ethernet, new byte[13])).isEqualTo(Undecoded.SHORT_LINK_HEADER);
        assertThat(Decoding.reason(ethernet, Frames.ethernet(0x8100, new byte[3])))
                .isEqualTo(Undecoded.SHORT_LINK_HEADER);
        assertThat(Decoding.reason(147, V4)).isEqualTo(Undecoded.LINK_TYPE);
        byte[] frame = Frames.ethernet(0x0800, V4);
        for (int i = 0; i < HeaderCursor.MAX_HEADERS + 1; i++) {
            frame = Frames.tagged(0x8100, i + 1, frame);
        }
        assertThat(Decoding.reason(ethernet, frame)).isEqualTo(Undecoded.TOO_MANY_HEADERS);
    }
}
