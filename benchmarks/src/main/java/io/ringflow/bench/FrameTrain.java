package io.ringflow.bench;

import io.ringflow.capture.decode.Frame;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.decode.link.LinkTypes;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.Observer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * A train of generated frames in one direct buffer, as a ring's block or a mapped file holds them:
 * what the JMH benchmarks decode. Immutable.
 */
public final class FrameTrain {

    /** Big-endian. */
    final ByteBuffer buffer;

    /** Offset of each frame in the buffer. */
    final int[] offsets;

    /** Stored bytes of each frame. */
    final int[] storedBytes;

    /** Bytes of each frame on the wire. */
    final int[] wireBytes;

    /** Time of each frame, nanoseconds since the epoch. */
    final long[] timeNanos;

    private static final Observer OBSERVER = new Observer("benchmark", "memory");

    private int frames;

    private FrameTrain(int capacity) {
        buffer = ByteBuffer.allocateDirect(capacity * FrameBuilder.SNAP_LENGTH);
        offsets = new int[capacity];
        storedBytes = new int[capacity];
        wireBytes = new int[capacity];
        timeNanos = new long[capacity];
    }

    /**
     * The first frames of a capture that is long enough to have them.
     *
     * @param frames how many to take
     * @param wanted which frames count
     */
    static FrameTrain of(TrafficProfile profile, int frames, FrameChoice wanted) {
        return of(new TrafficGenerator(profile, 16 * frames, 1), frames, wanted);
    }

    private static FrameTrain of(TrafficGenerator generator, int frames, FrameChoice wanted) {
        FrameTrain train = new FrameTrain(frames);
        try {
            generator.generate(
                    (time, frame, stored, wire) -> {
                        if (train.frames < frames && wanted.takes(frame)) {
                            train.add(time, frame, stored, wire);
                        }
                    });
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        if (train.frames < frames) {
            throw new IllegalStateException("Only " + train.frames + " of " + frames + " frames");
        }
        return train;
    }

    private void add(long time, byte[] frame, int stored, int wire) {
        offsets[frames] = buffer.position();
        storedBytes[frames] = stored;
        wireBytes[frames] = wire;
        timeNanos[frames] = time;
        buffer.put(frame, 0, stored);
        frames++;
    }

    /** The first frames of the profile with this name. */
    public static FrameTrain ofProfile(String name, int frames) {
        TrafficProfile profile = TrafficProfile.valueOf(name.toUpperCase(Locale.ROOT));
        return of(profile, frames, FrameChoice.MIXED);
    }

    /** A scan that starts a flow with at least every other frame. */
    static FrameTrain ofScan(FlowAddresses addresses, int frames) {
        TrafficProfile profile = TrafficProfile.MANY;
        int flows = profile.flows(frames);
        return of(
                new TrafficGenerator(profile, frames, flows, addresses, 1),
                frames,
                FrameChoice.MIXED);
    }

    /** The first frames of the zipf profile that count. */
    public static FrameTrain zipf(int frames, FrameChoice wanted) {
        return of(TrafficProfile.ZIPF, frames, wanted);
    }

    /**
     * Feeds all frames to a handler, in batches of the batch's capacity.
     *
     * @param full takes each batch that is full; a last one that is not full is left
     * @return packets that they gave
     */
    public long feed(FrameHandler handler, PacketBatch batch, Consumer<PacketBatch> full) {
        long packets = 0;
        int capacity = batch.capacity();
        Frame frame = new Frame();
        frame.buffer = buffer;
        frame.linkType = LinkTypes.ETHERNET;
        batch.reset(OBSERVER, Long.MIN_VALUE);
        for (int i = 0; i < frames; i++) {
            frame.offset = offsets[i];
            frame.captured = storedBytes[i];
            frame.wireLength = wireBytes[i];
            frame.timeNanos = timeNanos[i];
            handler.frame(frame, batch);
            if (batch.size == capacity) {
                handler.endBatch(batch);
                packets += batch.size;
                full.accept(batch);
                batch.reset(OBSERVER, batch.newestNanos);
            }
        }
        return packets;
    }

    /** Picks frames by their bytes. */
    public enum FrameChoice {
        /** IPv4 and IPv6, TCP and UDP, as they come. */
        MIXED {
            @Override
            boolean takes(byte[] frame) {
                return true;
            }
        },
        /** Plain Ethernet, IPv4 without options, TCP. */
        IPV4_TCP {
            @Override
            boolean takes(byte[] frame) {
                return frame[12] == 0x08 && frame[13] == 0 && frame[23] == SyntheticFlow.TCP;
            }
        };

        abstract boolean takes(byte[] frame);
    }
}
