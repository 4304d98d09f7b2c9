package io.ringflow.job.rollup;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** How the sizes of packets, and bytes and durations of flows that ended, are spread. */
final class Spreads {

    /** No values, encoded. */
    static final byte[] NONE = new byte[0];

    /** IP bytes of each packet. */
    final Spread packetBytes = new Spread();

    /** IP bytes of each flow that ended. */
    final Spread flowBytes = new Spread();

    /** Nanoseconds that each of those flows lasted. */
    final Spread flowNanos = new Spread();

    boolean isEmpty() {
        return packetBytes.isEmpty() && flowBytes.isEmpty() && flowNanos.isEmpty();
    }

    /** All of it in bytes that {@link #merge} understands. */
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
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
    }

    /** Adds the values of others. */
    void merge(byte[] encoded) {
        if (encoded.length == 0) {
            return;
        }
        try {
            DataInputDeserializer in = new DataInputDeserializer(encoded);
            packetBytes.merge(in);
            flowBytes.merge(in);
            flowNanos.merge(in);
        } catch (IOException e) {
            throw new UncheckedIOException("spreads that are damaged", e);
        }
    }
}
