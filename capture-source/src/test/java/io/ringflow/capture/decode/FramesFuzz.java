package io.ringflow.capture.decode;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.fuzz.FuzzInput;
import io.ringflow.capture.fuzz.Rule;
import io.ringflow.capture.fuzz.Seeds;
import io.ringflow.capture.packet.Anomaly;
import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.TunnelType;
import io.ringflow.model.text.TimeText;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fuzz target: several frames of any link types, decoded as one capture into one batch.
 *
 * <pre>
 *  settings  8 bits: 1 = don't follow tunnels
 *  frames    link type 8 | options 8 | length 16 | frame | one value per option, 16 each
 * </pre>
 */
public final class FramesFuzz {

    private static final int FRAMES = 8;
    private static final int ROOM = 8192;
    private static final int MARGIN = 16;

    private static final int LONGER = 1;
    private static final int MUCH_LONGER = 2;
    private static final int VLAN = 4;
    private static final int SUPER_FRAME = 8;
    private static final int NO_TIME = 16;

    /** All supported link types, and one that isn't. */
    private static final int[] LINK_TYPES =
            IntStream.rangeClosed(0, 300).filter(t -> LinkTypes.supported(t) || t == 147).toArray();

    private static final ByteBuffer BUFFER = ByteBuffer.allocateDirect(MARGIN + ROOM);

    private final boolean decapsulate;
    private final CaptureDecoder decoder;
    private final PacketBatch batch = batch(FRAMES);
    private long undecoded;
    private long frameBytes;

    private FramesFuzz(boolean decapsulate) {
        this.decapsulate = decapsulate;
        decoder = decoder(decapsulate);
    }

    private static CaptureDecoder decoder(boolean decapsulate) {
        return new CaptureDecoder(
                new DecodeSettings(
                        decapsulate,
                        DecodeSettings.VXLAN_PORTS,
                        true,
                        DecodeSettings.Connections.DEFAULT));
    }

    private static PacketBatch batch(int capacity) {
        PacketBatch batch = new PacketBatch(capacity);
        batch.reset(Decoding.OBSERVER, Long.MIN_VALUE);
        return batch;
    }

    /** One execution. */
    public static void fuzzerTestOneInput(byte[] data) {
        FuzzInput in = new FuzzInput(data);
        FramesFuzz target = new FramesFuzz((in.int8() & 1) == 0);
        while (in.hasMore() && target.batch.frames < FRAMES) {
            target.frame(in);
        }
        target.end();
    }

    private void end() {
        decoder.release(Long.MAX_VALUE, batch);
        decoder.endBatch(batch);
        Rule.holds(
                batch.frames == batch.size + undecoded,
                "every frame gives one packet, or is counted under one reason");
    }

    private void frame(FuzzInput in) {
        int linkType = LINK_TYPES[in.int8() % LINK_TYPES.length];
        int options = in.int8();
        byte[] frame = in.bytes(Math.min(ROOM, in.int16()));
        int wireLength = frame.length;
        int segment = 0;
        if ((options & SUPER_FRAME) != 0) {
            segment = in.int16();
        } else if ((options & MUCH_LONGER) != 0) {
            wireLength = Math.max(wireLength, in.int16() << 15 | 0x7fff);
        }
        if ((options & LONGER) != 0) {
            wireLength = Math.max(wireLength, Math.min(0x7fff_0000, wireLength) + in.int16());
        }
        int vlan = (options & VLAN) != 0 ? in.int16() : Frame.NO_VLAN;
        long time = (options & NO_TIME) != 0 ? TimeText.OUT_OF_RANGE : Decoding.TIME + batch.frames;
        Sample sample = new Sample(frame, wireLength, linkType, time, vlan, segment);
        int at = batch.size;
        int[] undecodedBefore = batch.undecoded.clone();
        int notFollowed = batch.anomalies[Anomaly.TUNNEL_NOT_FOLLOWED.ordinal()];
        sample.decode(decoder, batch, MARGIN + ROOM - frame.length, BUFFER);
        checkCounted(sample);
        Rule.holds(
                batch.anomalies[Anomaly.TUNNEL_NOT_FOLLOWED.ordinal()] - notFollowed <= 1,
                "a tunnel that isn't followed is counted at most once per frame");
        checkAlone(sample, at, undecodedBefore);
    }

    private void checkCounted(Sample sample) {
        long undecodedBefore = undecoded;
        undecoded = Arrays.stream(batch.undecoded).asLongStream().sum();
        Rule.holds(
                undecoded - undecodedBefore <= 1 && batch.size + undecoded <= batch.frames,
                "a frame is counted at most once");
        frameBytes += sample.wireLength;
        Rule.holds(batch.frameBytes == frameBytes, "the bytes of a frame are counted");
    }

    private void checkRecorded(Sample sample, int at) {
        int ipBits = batch.ipBits[at];
        int bytes = batch.ipBytes[at];
        int segments = PacketBits.segments(ipBits);
        Rule.holds(bytes >= (PacketBits.isV6(ipBits) ? 40 : 20), "a packet has an IP header");
        Rule.holds(segments >= 1, "a packet stands for at least one on the wire");
        if (sample.segment == 0) {
            Rule.holds(segments == 1, "only a super-frame stands for several packets");
            Rule.holds(
                    bytes <= Math.max(0xffff + 40, sample.wireLength),
                    "a packet isn't longer than a header can state");
            boolean copied = sample.linkType == LinkTypes.NFLOG;
            Rule.holds(
                    copied || batch.detail[at] != Details.NONE || bytes <= sample.wireLength,
                    "a packet isn't longer than its frame");
        }
        Rule.holds(batch.timeNanos[at] == sample.time, "a packet has the time of its frame");
        Rule.holds(
                sample.time == TimeText.OUT_OF_RANGE || batch.newestNanos >= sample.time,
                "the time of a packet advances the newest time");
        int entry = batch.detail[at];
        long[] words = batch.details.words;
        Rule.holds(
                entry == Details.NONE
                        || (entry + Details.length(words, entry) <= batch.details.size
                                && Details.length(words, entry) <= Details.MAX_WORDS
                                && Details.tunnelType(words, entry) < TunnelType.values().length),
                "the details of a packet lie in the batch");
    }

    /**
     * Checks that the headers of a frame are decoded the same without the frames before it, and
     * without other bytes around it. Later fragments are an exception: alone they wait, and after
     * other frames they may take the ports of their first fragment.
     */
    private void checkAlone(Sample sample, int at, int[] undecodedBefore) {
        PacketBatch alone = batch(1);
        ByteBuffer exact = BUFFER.slice(MARGIN + ROOM - sample.bytes.length, sample.bytes.length);
        sample.decode(decoder(decapsulate), alone, 0, exact);
        for (int reason = 0; reason < Undecoded.COUNT; reason++) {
            Rule.holds(
                    batch.undecoded[reason] - undecodedBefore[reason] == alone.undecoded[reason],
                    "a frame that isn't decoded has the same reason as alone");
        }
        if (alone.size == 1) {
            int row =
                    IntStream.range(at, batch.size)
                            .filter(i -> same(alone, batch, i))
                            .findFirst()
                            .orElse(batch.size);
            Rule.holds(row < batch.size, "a packet is the same as alone");
            checkRecorded(sample, row);
        }
        PacketBatch other = batch(1);
        sample.decode(decoder(!decapsulate), other, 0, exact);
        Rule.holds(
                Arrays.equals(other.undecoded, alone.undecoded),
                "following tunnels doesn't change whether a frame is decoded");
        if (alone.size == 1 && other.size == 1 && tunnel(alone, 0).equals(tunnel(other, 0))) {
            Rule.holds(
                    same(alone, other, 0),
                    "the headers of a tunnel that isn't followed leave no trace");
        }
    }

    private static boolean same(PacketBatch alone, PacketBatch other, int i) {
        return alone.timeNanos[0] == other.timeNanos[i]
                && alone.bits[0] == other.bits[i]
                && ((alone.ipBits[0] ^ other.ipBits[i]) & ~PacketBits.MARKS) == 0
                && alone.ipBytes[0] == other.ipBytes[i]
                && alone.srcHigh[0] == other.srcHigh[i]
                && alone.srcLow[0] == other.srcLow[i]
                && alone.dstHigh[0] == other.dstHigh[i]
                && alone.dstLow[0] == other.dstLow[i]
                && tunnel(alone, 0).equals(tunnel(other, i));
    }

    private static List<Long> tunnel(PacketBatch batch, int i) {
        int at = batch.detail[i];
        long[] words = batch.details.words;
        if (at == Details.NONE || Details.tunnelType(words, at) == 0) {
            return List.of();
        }
        return List.of(
                (long) Details.tunnelType(words, at),
                (long) Details.tunnelId(words, at),
                Details.outer(words, at, 0),
                Details.outer(words, at, 1),
                Details.outer(words, at, 2),
                Details.outer(words, at, 3));
    }

    /** A frame with its attributes. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Sample(
            byte[] bytes, int wireLength, int linkType, long time, int vlan, int segment) {

        /** Puts the frame at the end of the buffer, so that reading beyond it throws. */
        void decode(CaptureDecoder with, PacketBatch out, int at, ByteBuffer buffer) {
            buffer.put(at, bytes);
            Frame frame = Decoding.frame(buffer, at, bytes.length, linkType);
            frame.wireLength = wireLength;
            frame.timeNanos = time;
            frame.vlanTci = vlan;
            frame.segmentPayload = segment;
            with.frame(frame, out);
        }
    }

    /** Packets of every kind in Ethernet frames, and three packets for every link type. */
    public static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        List<byte[]> packets = FrameSeeds.packets();
        for (byte[] packet : packets) {
            List<byte[]> frames = LinkFrames.of(LinkTypes.ETHERNET, packet);
            for (int from = 0; from < frames.size(); from += FRAMES) {
                int to = Math.min(from + FRAMES, frames.size());
                seeds.add(seed(LinkTypes.ETHERNET, frames.subList(from, to)));
            }
        }
        for (int linkType : LINK_TYPES) {
            for (int i = 0; i < 3; i++) {
                byte[] packet = packets.get((linkType + i * 7) % packets.size());
                seeds.add(seed(linkType, LinkFrames.of(linkType, packet)));
            }
        }
        return seeds;
    }

    private static byte[] seed(int linkType, List<byte[]> frames) {
        Seeds seed = new Seeds().int8(0);
        int options = 0;
        for (byte[] frame : frames) {
            seed.int8(Arrays.binarySearch(LINK_TYPES, linkType), options);
            seed.int16(frame.length).bytes(frame);
            for (int bit = options; bit != 0; bit &= bit - 1) {
                seed.int16(40);
            }
            options = options == 0 ? LONGER : options << 1;
        }
        return seed.array();
    }
}
