package io.ringflow.capture.stream;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The start of a CRYPTO stream (RFC 9000, 19.6), whose parts may arrive in any order. Keeps at most
 * {@link StreamLabels#MAX_BYTES}. Not thread-safe.
 */
final class CryptoBytes {

    private static final int FIRST_CAPACITY = 2048;

    private final BitSet present = new BitSet();
    private byte[] bytes = new byte[FIRST_CAPACITY];

    /** Adds a part, unless it is beyond what is kept. */
    void put(long offset, byte[] from, int at, int length) {
        if (length == 0 || offset > StreamLabels.MAX_BYTES - length) {
            return;
        }
        int start = (int) offset;
        int end = start + length;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        System.arraycopy(from, at, bytes, start, length);
        present.set(start, end);
    }

    /** Number of bytes from the start on without a hole. */
    int length() {
        return present.nextClearBit(0);
    }

    /** The bytes, of which the first {@link #length} are valid. */
    ByteBuffer bytes() {
        return ByteBuffer.wrap(bytes);
    }
}
