package io.ringflow.capture.fragment;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.ringflow.capture.packet.Details;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes and reads ranges of {@code long} arrays as little-endian blocks of bytes. */
public final class LongBlocks {

    private static final int BLOCK = 2048;

    /** One block per thread: this is called too often to allocate one per call. */
    private static final ThreadLocal<byte[]> BLOCKS =
            ThreadLocal.withInitial(() -> new byte[BLOCK * Long.BYTES]);

    private LongBlocks() {}

    /** Writes {@code count} values, starting at index {@code from}. */
    public static void write(long[] values, int from, int count, DataOutputView out)
            throws IOException {
        byte[] bytes = BLOCKS.get();
        for (int done = 0; done < count; done += BLOCK) {
            int step = Math.min(BLOCK, count - done);
            ByteBuffer.wrap(bytes)
                    .order(LITTLE_ENDIAN)
                    .asLongBuffer()
                    .put(values, from + done, step);
            out.write(bytes, 0, step * Long.BYTES);
        }
    }

    /** Reads {@code count} values, starting at index {@code from}. */
    public static void read(long[] values, int from, int count, DataInputView in)
            throws IOException {
        byte[] bytes = BLOCKS.get();
        for (int done = 0; done < count; done += BLOCK) {
            int step = Math.min(BLOCK, count - done);
            in.readFully(bytes, 0, step * Long.BYTES);
            ByteBuffer.wrap(bytes)
                    .order(LITTLE_ENDIAN)
                    .asLongBuffer()
                    .get(values, from + done, step);
        }
    }

    /** Writes all details. */
    public static void write(Details details, DataOutputView out) throws IOException {
        out.writeInt(details.size);
        write(details.words, 1, details.size - 1, out);
    }

    /** Reads details into an empty store. */
    public static void read(Details details, DataInputView in) throws IOException {
        details.size = in.readInt();
        details.words = new long[details.size];
        read(details.words, 1, details.size - 1, in);
    }
}
