package io.ringflow.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.PacketBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No bytes make the decoder throw or read beyond them, and each frame is counted once. */
class FrameDecoderDamageTest {

    private static final int ROOM = 256;
    private static final int STRINGS = 100_000;

    private final CaptureDecoder decoder =
            new CaptureDecoder(
                    new DecodeSettings(
                            true,
                            DecodeSettings.VXLAN_PORTS,
                            true,
                            DecodeSettings.Connections.DEFAULT));
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM);
    private final PacketBatch batch = new PacketBatch(1);

    private static List<byte[]> packets() {
        byte[] udp = Frames.ports(1, 2, 4);
        byte[] inner = Frames.ipv4(17, udp);
        byte[] inner6 = Frames.ipv6(17, udp);
        byte[] frame = Frames.ethernet(0x0800, inner);
        byte[] chain = Frames.extension(51, 16, Frames.authentication(17, 16, udp));
        return List.of(
                Frames.ipv4(6, Frames.tcp(1, 2, 2, 3)),
                Frames.ipv4(17, 0, new byte[40], udp),
                Frames.ipv4(17, 0x2001, new byte[4], udp),
                Frames.ipv4(1, Frames.icmp(8, 0)),
                Frames.ipv6(58, Frames.icmp(128, 0)),
                Frames.ipv6(0, Frames.extension(60, 24, chain)),
                Frames.ipv6(44, Frames.fragment(6, 0, true, Frames.tcp(1, 2, 2, 3))),
                Frames.ipv6(44, Frames.fragment(6, 64, false, udp)),
                Frames.ipv4(51, Frames.authentication(17, 16, udp)),
                TunnelFrames.vxlan(7, Frames.tagged(0x8100, 2, frame)),
                TunnelFrames.geneve(8, 0x6558, 7, frame),
                TunnelFrames.gre(0x8000, 0x0800, "00000000", inner),
                TunnelFrames.gre(0x2000, 0x6558, "00100100", frame),
                TunnelFrames.gre(0x4000, 0x0800, "00000000 00020004 01020304 00000000", inner),
                TunnelFrames.gre(0x1000, 0x88be, "00000001 1000000700000000", frame),
                TunnelFrames.gre(
                        0x1000,
                        0x22eb,
                        "00000001 200000070000000000000001" + "00".repeat(8),
                        frame),
                TunnelFrames.gre(0x3081, 0x880b, "00280007 00000001 00000001", ppp(inner)),
                TunnelFrames.outer4(97, Frames.join(Frames.hex("3000"), frame)),
                TunnelFrames.outer4(137, TunnelFrames.mpls(frame, 16)),
                TunnelFrames.gtp(0x34, 255, 7, "00000085 01000000", inner6),
                TunnelFrames.teredo("00010000 0000000000000000 00 0000f227807ffffe", inner6),
                TunnelFrames.l2tp("4a02 0040 0001 0002 00010000 0002 0000", ppp(inner)),
                TunnelFrames.nested(3, inner6));
    }

    private static byte[] ppp(byte[] ip) {
        return TunnelFrames.ppp(0x21, ip);
    }

    private static List<byte[]> frames(int linkType) {
        List<byte[]> frames = new ArrayList<>();
        packets().forEach(ip -> frames.addAll(LinkFrames.of(linkType, ip)));
        return frames;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 9, 10, 12, 14, 50, 101, 104, 105, 107, 108, 113, 127, 192, 228, 229, 239, 276
            })
    void everyFrameMayBeCutOffAnywhere(int linkType) {
        for (byte[] frame : frames(linkType)) {
            for (int length = 0; length <= frame.length; length++) {
                decode(linkType, Arrays.copyOf(frame, length), frame.length, "cut off");
            }
            assertThat(batch.size).as("the whole frame gives a packet").isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 9, 10, 12, 14, 50, 101, 104, 105, 107, 108, 113, 127, 192, 228, 229, 239, 276
            })
    void anyBytesMayFollowAnyBytes(int linkType) {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<byte[]> valid = frames(linkType);
        for (int i = 0; i < STRINGS; i++) {
            byte[] frame = new byte[random.nextInt(ROOM / 2)];
            random.nextBytes(frame);
            if (i % 2 == 0) {
                frame = damaged(valid.get(random.nextInt(valid.size())), random);
            }
            int wireLength = frame.length + (i % 3 == 0 ? random.nextInt(70_000) : 0);
            decode(linkType, frame, wireLength, "seed " + seed);
        }
    }

    private static byte[] damaged(byte[] frame, Random random) {
        byte[] damaged = Arrays.copyOf(frame, 1 + random.nextInt(frame.length));
        for (int flips = random.nextInt(6); flips > 0; flips--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
        }
        return damaged;
    }

    @Test
    void unsupportedLinkTypesAreCountedWhateverTheFrame() {
        for (int length = 0; length < 64; length++) {
            decode(147, new byte[length], length, "link type 147");
            assertThat(batch.size).isZero();
        }
    }

    /** Puts the frame at the buffer's end, so that reading beyond it throws. */
    private void decode(int linkType, byte[] frame, int wireLength, String what) {
        batch.reset(Decoding.OBSERVER, Long.MIN_VALUE);
        int offset = ROOM - frame.length;
        buffer.put(offset, frame);
        int segment = frame.length % 2 == 0 ? 0 : 1 + frame.length % 7;
        try {
            decoder.frame(
                    buffer, offset, frame.length, wireLength, linkType, 1, -1, segment, batch);
            decoder.release(Long.MAX_VALUE, batch);
            decoder.endBatch(batch);
        } catch (RuntimeException e) {
            fail(what + ", link type " + linkType + ": " + HexFormat.of().formatHex(frame), e);
        }
        long counted = batch.size + Arrays.stream(batch.undecoded).asLongStream().sum();
        if (batch.frames != 1 || counted != 1 || batch.frameBytes != wireLength) {
            fail(what + ", link type " + linkType + ": " + HexFormat.of().formatHex(frame));
        }
    }
}
