package io.ringflow.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.PacketBits;
import io.ringflow.capture.Undecoded;
import io.ringflow.capture.ring.TestFrames;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {

    private static final int[] LINK_TYPES = {
        LinkTypes.NULL,
        LinkTypes.ETHERNET,
        LinkTypes.RAW,
        LinkTypes.LOOP,
        LinkTypes.LINUX_SLL,
        LinkTypes.IPV4,
        LinkTypes.IPV6,
        LinkTypes.LINUX_SLL2,
        147
    };

    /** IPv6 with hop-by-hop options, a first fragment and destination options, then UDP. */
    private static final byte[] IPV6_CHAIN =
            HexFormat.of()
                    .parseHex(
                            "60000000002800402001000000000000000000000000000120010000000000000000000000000002"
                                    + "2c000502000000003c00000100000001110001040000000013880035001000000102030405060708");

    private final FrameDecoder decoder = new FrameDecoder();
    private final PacketBatch batch = new PacketBatch(8);

    @BeforeEach
    void reset() {
        batch.reset(new Observer("here", "eth0"), Long.MIN_VALUE);
    }

    private void decode(byte[] frame, int linkType) {
        decode(frame, frame.length, linkType, FrameDecoder.NO_VLAN, 0);
    }

    private void decode(byte[] frame, int wire, int linkType, int tci, int segment) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(frame.length + 7).put(7, frame);
        decoder.decode(buffer, 7, frame.length, wire, linkType, 5, tci, segment, batch);
    }

    private static byte[] ip(byte[] ethernet) {
        return Arrays.copyOfRange(ethernet, 14, ethernet.length);
    }

    private static byte[] behind(String header, byte[] ip) {
        byte[] link = HexFormat.of().parseHex(header);
        return ByteBuffer.allocate(link.length + ip.length).put(link).put(ip).array();
    }

    private void assertUdp() {
        assertThat(batch.size).isEqualTo(1);
        assertThat(new IpAddress(batch.srcHigh[0], batch.srcLow[0])).hasToString("10.1.0.1");
        assertThat(new IpAddress(batch.dstHigh[0], batch.dstLow[0])).hasToString("10.2.0.2");
        assertThat(PacketBits.srcPort(batch.bits[0])).isEqualTo(4000);
        assertThat(PacketBits.dstPort(batch.bits[0])).isEqualTo(53);
        assertThat(PacketBits.protocol(batch.bits[0])).isEqualTo(Protocols.UDP);
        assertThat(PacketBits.segments(batch.ipBits[0])).isEqualTo(1);
        assertThat(batch.ipBytes[0]).isEqualTo(86);
        assertThat(batch.newestNanos).isEqualTo(5);
    }

    @Test
    void findsTheSamePacketBehindEveryLinkHeader() {
        byte[] frame = TestFrames.udp(4000, 53, 1, 100);
        decode(frame, LinkTypes.ETHERNET);
        assertUdp();
        for (int linkType : new int[] {LinkTypes.RAW, LinkTypes.IPV4, 12, 14}) {
            reset();
            decode(ip(frame), linkType);
            assertUdp();
        }
        for (String family : new String[] {"02000000", "00000002"}) {
            reset();
            decode(behind(family, ip(frame)), LinkTypes.NULL);
            assertUdp();
        }
        reset();
        decode(behind("00000001000600000000000000000800", ip(frame)), LinkTypes.LINUX_SLL);
        assertUdp();
        reset();
        decode(behind("0800000000000002000100060000000000000000", ip(frame)), 276);
        assertUdp();
    }

    @Test
    void theOutermostTagIsTheVlan() {
        byte[] frame = TestFrames.tagged(TestFrames.tagged(TestFrames.udp(1, 2, 3, 100), 7), 9);
        decode(frame, LinkTypes.ETHERNET);
        assertThat(PacketBits.vlan(batch.bits[0])).isEqualTo(PacketBits.VLAN_PRESENT | 9);
        decode(frame, frame.length, LinkTypes.ETHERNET, 0x2005, 0);
        assertThat(PacketBits.vlan(batch.bits[1])).isEqualTo(PacketBits.VLAN_PRESENT | 5);
    }

    @Test
    void followsTheExtensionHeadersOfIpv6() {
        byte[] packet = IPV6_CHAIN.clone();
        decode(packet, LinkTypes.IPV6);
        // A fragment with an offset of 0 is a first one, and has ports.
        assertThat(PacketBits.srcPort(batch.bits[0])).isEqualTo(5000);
        assertThat(batch.undecoded).containsOnly(0);
        assertThat(PacketBits.protocol(batch.bits[0])).isEqualTo(Protocols.UDP);
        assertThat(PacketBits.isV6(batch.ipBits[0])).isTrue();
        assertThat(batch.ipBytes[0]).isEqualTo(80);
    }

    @Test
    void laterFragmentsHaveNoPorts() {
        byte[] frame = TestFrames.udp(4000, 53, 1, 100);
        frame[20] = 0x20;
        frame[21] = 0x10;
        decode(frame, LinkTypes.ETHERNET);
        assertThat(PacketBits.srcPort(batch.bits[0])).isZero();
        assertThat(PacketBits.dstPort(batch.bits[0])).isZero();
    }

    @Test
    void aLengthOfZeroIsThatOfTheFrame() {
        byte[] frame = TestFrames.udp(4000, 53, 1, 100);
        frame[16] = 0;
        frame[17] = 0;
        decode(frame, 1014, LinkTypes.ETHERNET, FrameDecoder.NO_VLAN, 0);
        assertThat(batch.ipBytes[0]).isEqualTo(1000);
    }

    @Test
    void aSuperFrameCountsAsItsSegmentsEachWithHeaders() {
        byte[] behindVnet = TestFrames.superFrame(3000, 1000);
        byte[] frame = Arrays.copyOfRange(behindVnet, 10, behindVnet.length);
        decode(frame, frame.length, LinkTypes.ETHERNET, FrameDecoder.NO_VLAN, 1000);
        assertThat(PacketBits.segments(batch.ipBits[0])).isEqualTo(3);
        assertThat(batch.ipBytes[0]).isEqualTo(3000 + 3 * 40);
    }

    @Test
    void whatIsNoPacketIsCountedUnderItsReason() {
        decode(HexFormat.of().parseHex("ffffffffffff0000000000010806" + "0001"), 1);
        assertThat(batch.undecoded[Undecoded.NOT_IP.ordinal()]).isEqualTo(1);
        decode(new byte[13], LinkTypes.ETHERNET);
        assertThat(batch.undecoded[Undecoded.SHORT_LINK_HEADER.ordinal()]).isEqualTo(1);
        decode(Arrays.copyOf(TestFrames.udp(1, 2, 3, 100), 30), LinkTypes.ETHERNET);
        assertThat(batch.undecoded[Undecoded.SHORT_IP_HEADER.ordinal()]).isEqualTo(1);
        byte[] badLength = TestFrames.udp(1, 2, 3, 100);
        badLength[14] = 0x44;
        decode(badLength, LinkTypes.ETHERNET);
        assertThat(batch.undecoded[Undecoded.BAD_IP_HEADER.ordinal()]).isEqualTo(1);
        byte[] deep = TestFrames.udp(1, 2, 3, 60);
        for (int i = 0; i < 9; i++) {
            deep = TestFrames.tagged(deep, i);
        }
        decode(deep, LinkTypes.ETHERNET);
        assertThat(batch.undecoded[Undecoded.TOO_MANY_HEADERS.ordinal()]).isEqualTo(1);
        decode(deep, 147);
        assertThat(batch.undecoded[Undecoded.LINK_TYPE.ordinal()]).isEqualTo(1);
        assertThat(batch.frames).isEqualTo(6);
        assertThat(batch.size).isZero();
    }

    @Test
    void everyFrameIsAPacketOrCountedHoweverItIsCut() {
        byte[] udp = TestFrames.tagged(TestFrames.udp(1, 2, 3, 100), 9);
        for (int length = 0; length <= udp.length; length++) {
            assertCounted(Arrays.copyOf(udp, length), LinkTypes.ETHERNET, "cut at " + length);
        }
        for (int length = 0; length <= IPV6_CHAIN.length; length++) {
            assertCounted(Arrays.copyOf(IPV6_CHAIN, length), LinkTypes.RAW, "cut at " + length);
        }
    }

    @Test
    void everyFrameIsAPacketOrCountedWhateverItHolds() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            byte[] frame = new byte[random.nextInt(120)];
            random.nextBytes(frame);
            if (frame.length > 20 && random.nextBoolean()) {
                frame[0] = (byte) (random.nextBoolean() ? 0x45 : 0x60);
                frame[12] = (byte) (random.nextBoolean() ? 0x08 : 0x86);
                frame[13] = (byte) (frame[12] == 0x08 ? 0 : 0xdd);
            }
            assertCounted(frame, LINK_TYPES[random.nextInt(LINK_TYPES.length)], "seed " + seed);
        }
    }

    private void assertCounted(byte[] frame, int linkType, String description) {
        reset();
        decode(frame, linkType);
        assertThat(batch.size + Arrays.stream(batch.undecoded).sum()).as(description).isEqualTo(1);
        assertThat(batch.frames).isEqualTo(1);
    }
}
