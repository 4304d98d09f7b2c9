package io.ringflow.capture.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.packet.PacketBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The decoder accepts any bytes, reads none beyond them, and counts every frame once. */
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

    private static List<byte[]> frames(int linkType) {
        List<byte[]> frames = new ArrayList<>();
        FrameSeeds.packets().forEach(ip -> frames.addAll(LinkFrames.of(linkType, ip)));
        return frames;
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 9, 10, 12, 14, 50, 101, 104, 105, 107, 108, 113, 127, 192, 228, 229, 239, 276
            })
    void countsEveryFrameCutOffAnywhere(int linkType) {
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
    void countsEveryRandomAndDamagedFrame(int linkType) {
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
    void countsEveryFrameOfUnsupportedLinkType() {
        for (int length = 0; length < 64; length++) {
            decode(147, new byte[length], length, "link type 147");
            assertThat(batch.size).isZero();
        }
    }

    /** Puts the frame at the end of the buffer, so that reading beyond it throws. */
    private void decode(int linkType, byte[] frame, int wireLength, String what) {
        batch.reset(Decoding.OBSERVER, Long.MIN_VALUE);
        int offset = ROOM - frame.length;
        buffer.put(offset, frame);
        int segment = frame.length % 2 == 0 ? 0 : 1 + frame.length % 7;
        try {
            Frame input = Decoding.frame(buffer, offset, frame.length, linkType);
            input.wireLength = wireLength;
            input.timeNanos = 1;
            input.segmentPayload = segment;
            decoder.frame(input, batch);
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
