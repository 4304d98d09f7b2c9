package io.ringflow.capture.decode;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.Details;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.PacketBits;
import io.ringflow.capture.fuzz.FuzzInput;
import io.ringflow.capture.fuzz.Rule;
import io.ringflow.capture.fuzz.Seeds;
import io.ringflow.model.TimeText;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Fuzz target: several frames of any link types, one after another into one batch.
 *
 * <pre>
 *  settings  8 bits: 1 = tunnels aren't followed
 *  frames    link type 8 | options 8 | length 16 | frame | what the options ask for, 16 each
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

    private final DecodeSettings settings;
    private final FrameDecoder decoder;
    private final FrameDecoder otherwise;
    private final PacketBatch batch = batch(FRAMES);
    private long undecoded;
    private long frameBytes;

    private FramesFuzz(boolean decapsulate) {
        settings = settings(decapsulate);
        decoder = new FrameDecoder(settings);
        otherwise = new FrameDecoder(settings(!decapsulate));
    }

    private static DecodeSettings settings(boolean decapsulate) {
        return new DecodeSettings(decapsulate, DecodeSettings.DEFAULT.vxlanPorts(), false);
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
        while (in.hasMore() && !target.batch.full()) {
            target.frame(in);
        }
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
        int vlan = (options & VLAN) != 0 ? in.int16() : FrameDecoder.NO_VLAN;
        long time = (options & NO_TIME) != 0 ? TimeText.OUT_OF_RANGE : Decoding.TIME + batch.size;
        Frame read = new Frame(frame, wireLength, linkType, time, vlan, segment);
        int at = batch.size;
        int notFollowed = batch.tunnelsNotFollowed;
        read.decode(decoder, batch, MARGIN + ROOM - frame.length, BUFFER);
        checkCounted(read, at);
        Rule.holds(
                batch.tunnelsNotFollowed - notFollowed <= 1,
                "a frame is counted once at most as one whose tunnel isn't followed");
        if (batch.size > at) {
            checkBooked(read, at);
        }
        checkAlone(read, at);
    }

    private void checkCounted(Frame frame, int at) {
        long undecodedBefore = undecoded;
        undecoded = Arrays.stream(batch.undecoded).asLongStream().sum();
        Rule.holds(
                batch.size - at + undecoded - undecodedBefore == 1 && batch.size >= at,
                "a frame gives one packet, or is counted under one reason");
        Rule.holds(batch.frames == batch.size + undecoded, "every frame is counted");
        frameBytes += frame.wireLength;
        Rule.holds(batch.frameBytes == frameBytes, "a frame's bytes are counted");
    }

    private void checkBooked(Frame frame, int at) {
        int ipBits = batch.ipBits[at];
        int bytes = batch.ipBytes[at];
        int segments = PacketBits.segments(ipBits);
        Rule.holds(bytes >= (PacketBits.isV6(ipBits) ? 40 : 20), "a packet has its IP header");
        Rule.holds(segments >= 1, "a packet is one on the wire at least");
        if (frame.segment == 0) {
            Rule.holds(segments == 1, "only a super-frame is several packets");
            Rule.holds(
                    bytes <= Math.max(0xffff + 40, frame.wireLength),
                    "a packet isn't longer than its header may say");
        }
        Rule.holds(batch.timeNanos[at] == frame.time, "a packet has its frame's time");
        Rule.holds(
                frame.time == TimeText.OUT_OF_RANGE || batch.newestNanos >= frame.time,
                "a packet's time moves the newest time");
        int place = batch.detail[at];
        long[] words = batch.details.words;
        Rule.holds(
                place == Details.NONE
                        || (place + Details.length(words, place) <= batch.details.size
                                && Details.length(words, place) <= Details.MAX_WORDS
                                && Details.tunnelType(words, place) < TunnelType.values().length),
                "a packet's details lie in the batch");
    }

    /** What was decoded before changes nothing, nor does it what lies around the frame. */
    private void checkAlone(Frame frame, int at) {
        PacketBatch alone = batch(1);
        ByteBuffer exact = BUFFER.slice(MARGIN + ROOM - frame.bytes.length, frame.bytes.length);
        frame.decode(new FrameDecoder(settings), alone, 0, exact);
        Rule.holds(alone.size == batch.size - at, "a frame decodes as if it were alone");
        if (alone.size == 1) {
            Rule.holds(
                    samePacket(alone, 0, batch, at),
                    "a packet is the same as if its frame were alone");
        }
        PacketBatch other = batch(1);
        frame.decode(otherwise, other, 0, exact);
        Rule.holds(
                Arrays.equals(other.undecoded, alone.undecoded),
                "following tunnels or not decides nothing about the frame");
        if (alone.size == 1 && details(alone, 0).equals(details(other, 0))) {
            Rule.holds(
                    samePacket(alone, 0, other, 0),
                    "where no tunnel is followed its headers leave no trace");
        }
    }

    private static boolean samePacket(PacketBatch one, int i, PacketBatch another, int j) {
        return one.bits[i] == another.bits[j]
                && one.ipBits[i] == another.ipBits[j]
                && one.ipBytes[i] == another.ipBytes[j]
                && one.srcHigh[i] == another.srcHigh[j]
                && one.srcLow[i] == another.srcLow[j]
                && one.dstHigh[i] == another.dstHigh[j]
                && one.dstLow[i] == another.dstLow[j]
                && details(one, i).equals(details(another, j));
    }

    private static List<Long> details(PacketBatch batch, int i) {
        int at = batch.detail[i];
        if (at == Details.NONE) {
            return List.of();
        }
        long[] words = batch.details.words;
        return Arrays.stream(words, at, at + Details.length(words, at)).boxed().toList();
    }

    /** A frame, and what is known about it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Frame(
            byte[] bytes, int wireLength, int linkType, long time, int vlan, int segment) {

        /** Puts the frame at the buffer's end, so that reading beyond it throws. */
        void decode(FrameDecoder with, PacketBatch out, int at, ByteBuffer buffer) {
            buffer.put(at, bytes);
            with.decode(buffer, at, bytes.length, wireLength, linkType, time, vlan, segment, out);
        }
    }

    /** Packets of every kind as single Ethernet frames, and three of them for each link type. */
    public static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        List<byte[]> packets = FrameSeeds.packets();
        for (byte[] packet : packets) {
            seeds.add(seed(LinkTypes.ETHERNET, LinkFrames.of(LinkTypes.ETHERNET, packet)));
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
