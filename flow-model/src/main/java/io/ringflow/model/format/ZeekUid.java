package io.ringflow.model.format;

import io.ringflow.model.FlowId;
import java.nio.charset.StandardCharsets;

/**
 * A flow's id in the form of Zeek's {@code uid}: {@code C} and 96 bits in base 62, each of the two
 * words with its lowest digit first ({@code UID.cc}). Both words have all their digits, so
 * different flows have different texts.
 */
final class ZeekUid {

    /** The length of the text. */
    static final int LENGTH = 18;

    private static final byte[] DIGITS =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                    .getBytes(StandardCharsets.US_ASCII);

    private static final int HASH_DIGITS = 6;

    private ZeekUid() {}

    /**
     * Writes an id.
     *
     * @return the position after the last byte written
     */
    static int write(FlowId id, byte[] out, int position) {
        out[position] = 'C';
        digits(Integer.toUnsignedLong(id.keyHash()), out, position + 1, HASH_DIGITS);
        int at = position + 1 + HASH_DIGITS;
        digits(id.sequence(), out, at, LENGTH - 1 - HASH_DIGITS);
        return position + LENGTH;
    }

    private static void digits(long unsigned, byte[] out, int position, int count) {
        long rest = unsigned;
        for (int i = 0; i < count; i++) {
            long quotient = Long.divideUnsigned(rest, DIGITS.length);
            out[position + i] = DIGITS[(int) (rest - quotient * DIGITS.length)];
            rest = quotient;
        }
    }
}
