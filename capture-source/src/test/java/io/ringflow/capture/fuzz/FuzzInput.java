package io.ringflow.capture.fuzz;

import java.util.Arrays;

/**
 * The bytes of one execution. A fuzz target takes the values that it needs from the front. All
 * values after the last byte are 0, so that every input is valid. Not thread-safe.
 */
public final class FuzzInput {

    private final byte[] bytes;
    private int at;

    /** Creates an input of which nothing is taken yet. */
    public FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Returns true if bytes are left. */
    public boolean hasMore() {
        return at < bytes.length;
    }

    /** The next byte, unsigned. */
    public int int8() {
        return hasMore() ? bytes[at++] & 0xff : 0;
    }

    /** The next two bytes, unsigned and big-endian. */
    public int int16() {
        int high = int8();
        return high << 8 | int8();
    }

    /** The next bytes, as far as there are any. */
    public byte[] bytes(int most) {
        int from = at;
        at = Math.min(bytes.length, at + most);
        return Arrays.copyOfRange(bytes, from, at);
    }

    /** All bytes that are left. */
    public byte[] rest() {
        return bytes(bytes.length - at);
    }
}
