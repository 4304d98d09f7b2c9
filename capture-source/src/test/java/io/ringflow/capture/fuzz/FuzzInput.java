package io.ringflow.capture.fuzz;

import java.util.Arrays;

/**
 * The bytes of one execution, taken from the front as the values that a fuzz target needs. Where
 * they are used up all values are 0, so that every input means something. One thread.
 */
public final class FuzzInput {

    private final byte[] bytes;
    private int at;

    /** An input of which nothing is taken yet. */
    public FuzzInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** True where bytes are left. */
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

    /** The next bytes; fewer where fewer are left. */
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
