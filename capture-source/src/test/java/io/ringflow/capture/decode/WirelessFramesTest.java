package io.ringflow.capture.decode;

import static io.ringflow.capture.decode.Frames.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.decode.Decoding.Packet;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.Undecoded;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames of wireless networks (IEEE 802.11), and the headers that captures put before them. */
class WirelessFramesTest {

    private static final byte[] SNAP =
            TunnelFrames.snap("000000", 0x0800, Frames.ipv4(17, Frames.ports(1234, 53, 10)));
    private static final Packet PACKET = new Packet(1234, 53, 17, 0, 0, 38);

    private static final int DATA = 0x08;
    private static final int QOS_DATA = 0x88;

    @ParameterizedTest
    @CsvSource({
        // control, flags, what follows the sequence control
        "08, 00, ''",
        "08, 01, ''",
        "08, 02, ''",
        "08, 80, ''",
        "08, 03, 020000000004",
        "88, 00, 0000",
        "88, 01, 0700",
        "88, 03, 020000000004 0000",
        "88, 80, 0000 11223344",
        "88, 83, 020000000004 0000 11223344"
    })
    void findsPacketBehindAddressesAndControls(String control, String flags, String rest) {
        byte[] frame =
                LinkFrames.wireless(
                        Integer.parseInt(control, 16), Integer.parseInt(flags, 16), rest, SNAP);
        assertThat(Decoding.packet(LinkTypes.IEEE802_11, frame)).isEqualTo(PACKET);
        assertThat(Decoding.reason(LinkTypes.IEEE802_11, cut(frame)))
                .isEqualTo(Undecoded.SHORT_LINK_HEADER);
    }

    /** The frame without the last byte of its headers. */
    private static byte[] cut(byte[] frame) {
        int packet = SNAP.length - 8;
        return Arrays.copyOf(frame, frame.length - packet - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "80, not-ip, a beacon",
        "48, not-ip, no data",
        "c8, not-ip, no data but QoS",
        "b4, not-ip, a control frame",
        "09, not-ip, another version"
    })
    void namesFramesWithoutData(String control, String reason, String what) {
        byte[] frame = LinkFrames.wireless(Integer.parseInt(control, 16), 0, "0000", SNAP);
        assertThat(Decoding.reason(LinkTypes.IEEE802_11, frame).text()).as(what).isEqualTo(reason);
        PacketBatch batch = Decoding.decode(LinkTypes.IEEE802_11, frame, frame.length, -1, 0);
        assertThat(batch.undecodedTypes.texts())
                .as(what)
                .isEqualTo(Map.of("802.11 0x" + control, 1L));
    }

    @Test
    void saysWhyDataGivesNoPacket() {
        assertThat(reason(LinkFrames.wireless(DATA, 0x40, "", SNAP)))
                .isEqualTo(Undecoded.ENCRYPTED);
        assertThat(reason(LinkFrames.wireless(QOS_DATA, 0, "8000", SNAP)))
                .isEqualTo(Undecoded.AGGREGATED);
        byte[] later = LinkFrames.wireless(DATA, 0, "", SNAP);
        later[22] = 0x13;
        assertThat(reason(later)).isEqualTo(Undecoded.NOT_IP);
        later[22] = (byte) 0xf0;
        assertThat(Decoding.packet(LinkTypes.IEEE802_11, later)).isEqualTo(PACKET);
        byte[] plain = LinkFrames.wireless(DATA, 0, "80", SNAP);
        assertThat(reason(plain)).as("no aggregate without QoS").isEqualTo(Undecoded.NOT_IP);
    }

    private static Undecoded reason(byte[] frame) {
        return Decoding.reason(LinkTypes.IEEE802_11, frame);
    }

    /** Two bytes pad the header of 26 bytes if the flags say so. The time is at a multiple of 8. */
    @ParameterizedTest
    @CsvSource({
        // fields behind the header's length, padded
        "00000000, false",
        "00000000 20, false",
        "02000000 00, false",
        "02000000 10, false",
        "02000000 20, true",
        "02000000 30, true",
        "03000000 2020202020202020 00, false",
        "03000000 0000000000000000 20, true",
        "02000080 00000000 20, true",
        "02000080 00000080 00000000 20, true",
        "03000080 00000000 00000000 0000000000000000 20, true",
        "03000080 00000080 00000000 0000000000000000 20, true",
        "02000000, false",
        "02000080 00000000, false",
        "02000080, false"
    })
    void readsPaddingFromRadiotap(String fields, boolean padded) {
        byte[] wireless = LinkFrames.wireless(QOS_DATA, 0, padded ? "0000 0000" : "0000", SNAP);
        byte[] frame = LinkFrames.radiotap(fields, wireless);
        assertThat(Decoding.packet(LinkTypes.IEEE802_11_RADIOTAP, frame)).isEqualTo(PACKET);
    }

    @Test
    void padsOnlyHeadersWhoseLengthNeedsIt() {
        byte[] wireless = LinkFrames.wireless(DATA, 0, "", SNAP);
        byte[] frame = LinkFrames.radiotap("02000000 20", wireless);
        assertThat(Decoding.packet(LinkTypes.IEEE802_11_RADIOTAP, frame)).isEqualTo(PACKET);
    }

    @ParameterizedTest
    @CsvSource({
        "0000 0700 00000000, bad-link-header",
        "0100 0800 00000000, bad-link-header",
        "0000 ff7f 00000000, short-link-header",
        "0000 0800 000000, short-link-header"
    })
    void refusesHeadersWithImpossibleLengths(String header, String reason) {
        byte[] frame = Frames.hex(header.replace(" ", ""));
        byte[] whole = join(frame, LinkFrames.wireless(DATA, 0, "", SNAP));
        byte[] tap = reason.startsWith("short") ? frame : whole;
        assertThat(Decoding.reason(LinkTypes.IEEE802_11_RADIOTAP, tap).text()).isEqualTo(reason);
        assertThat(Decoding.reason(LinkTypes.PPI, tap).text()).isEqualTo(reason);
    }

    @Test
    void readsLinkTypeOfPerPacketInformation() {
        byte[] wireless = LinkFrames.wireless(QOS_DATA, 0, "0000", SNAP);
        byte[] frame = LinkFrames.perPacketInformation(LinkTypes.IEEE802_11, wireless);
        assertThat(Decoding.packet(LinkTypes.PPI, frame)).isEqualTo(PACKET);
        byte[] itself = LinkFrames.perPacketInformation(LinkTypes.PPI, wireless);
        assertThat(Decoding.reason(LinkTypes.PPI, itself)).isEqualTo(Undecoded.BAD_LINK_HEADER);
    }
}
