package io.ringflow.job.rollup;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** The distributions of packet sizes, and of the bytes and durations of ended flows. */
public final class Distributions {

    /** No values, encoded. */
    static final byte[] NONE = new byte[0];

    /** IP bytes of each packet. */
    public final Distribution packetBytes = new Distribution();

    /** IP bytes of each ended flow. */
    public final Distribution flowBytes = new Distribution();

    /** Duration of each ended flow in nanoseconds. */
    public final Distribution flowNanos = new Distribution();

    boolean isEmpty() {
        return packetBytes.isEmpty() && flowBytes.isEmpty() && flowNanos.isEmpty();
    }

    /** Encodes the distributions for {@link #merge}. */
    byte[] encode() {
        if (isEmpty()) {
            return NONE;
        }
        try {
            DataOutputSerializer out = new DataOutputSerializer(256);
            packetBytes.write(out);
            flowBytes.write(out);
            flowNanos.write(out);
            return out.getCopyOfBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory can't fail", e);
        }
    }

    /** Adds the values of other distributions. */
    void merge(Distributions other) {
        packetBytes.merge(other.packetBytes);
        flowBytes.merge(other.flowBytes);
        flowNanos.merge(other.flowNanos);
    }

    /** Adds the values of encoded distributions. */
    public void merge(byte[] encoded) {
        if (encoded.length == 0) {
            return;
        }
        try {
            DataInputDeserializer in = new DataInputDeserializer(encoded);
            packetBytes.merge(in);
            flowBytes.merge(in);
            flowNanos.merge(in);
        } catch (IOException e) {
            throw new UncheckedIOException("Encoded distributions are damaged", e);
        }
    }
}
