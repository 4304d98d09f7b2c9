package io.ringflow.model.text;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * Numbers as text in plain notation, fractions with at most six decimals and no trailing zeros.
 * Written byte by byte, because exports write two dozen numbers per flow.
 */
public final class DecimalText {

    /** The length of the longest text. */
    public static final int MAX_LENGTH = 32;

    /** The digits of 0 to 99, two bytes each. */
    private static final byte[] PAIRS = pairs();

    /** Powers of ten that a {@code long} can hold. */
    private static final long[] POWERS = powers();

    private static final int DECIMALS = 6;
    private static final long MILLION = 1_000_000;

    private DecimalText() {}

    private static byte[] pairs() {
        byte[] pairs = new byte[200];
        for (int i = 0; i < 100; i++) {
            pairs[2 * i] = (byte) ('0' + i / 10);
            pairs[2 * i + 1] = (byte) ('0' + i % 10);
        }
        return pairs;
    }

    private static long[] powers() {
        long[] powers = new long[19];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = 10 * powers[i - 1];
        }
        return powers;
    }

    /** The text of a finite number. */
    public static String of(double value) {
        byte[] out = new byte[MAX_LENGTH];
        return new String(out, 0, write(value, out, 0), StandardCharsets.US_ASCII);
    }

    /**
     * Writes a whole number.
     *
     * @return the position after the last byte written
     */
    public static int write(long value, byte[] out, int position) {
        if (value >= 0 && value < 10) {
            out[position] = (byte) ('0' + value);
            return position + 1;
        }
        if (value < 0) {
            return writeText(Long.toString(value), out, position);
        }
        int end = position + length(value);
        long rest = value;
        int at = end;
        while (rest > Integer.MAX_VALUE) {
            long hundredth = rest / 100;
            at -= 2;
            pair((int) (rest - hundredth * 100), out, at);
            rest = hundredth;
        }
        int small = (int) rest;
        while (small >= 100) {
            int hundredth = small / 100;
            at -= 2;
            pair(small - hundredth * 100, out, at);
            small = hundredth;
        }
        if (small >= 10) {
            pair(small, out, at - 2);
        } else {
            out[at - 1] = (byte) ('0' + small);
        }
        return end;
    }

    /**
     * Writes a finite number, rounded to millionths.
     *
     * @return the position after the last byte written
     */
    public static int write(double value, byte[] out, int position) {
        long millionths = Math.round(Math.abs(value) * MILLION);
        if (millionths > 1L << 53) {
            return writeText(large(value), out, position);
        }
        int at = position;
        if (value < 0 && millionths > 0) {
            out[at++] = '-';
        }
        long whole = millionths / MILLION;
        at = write(whole, out, at);
        int fraction = (int) (millionths - whole * MILLION);
        if (fraction == 0) {
            return at;
        }
        out[at] = '.';
        writeDigits(fraction, DECIMALS, out, at + 1);
        at += DECIMALS;
        while (out[at] == '0') {
            at--;
        }
        return at + 1;
    }

    /**
     * Writes millionths as a number with exactly six decimals.
     *
     * @return the position after the last byte written
     */
    public static int writeMillionths(long millionths, byte[] out, int position) {
        int at = position;
        if (millionths < 0) {
            out[at++] = '-';
        }
        long whole = Math.abs(millionths / MILLION);
        at = write(whole, out, at);
        out[at] = '.';
        writeDigits((int) Math.abs(millionths % MILLION), DECIMALS, out, at + 1);
        return at + 1 + DECIMALS;
    }

    /** Larger than any duration, size or rate; plain notation might not fit the buffer. */
    private static String large(double value) {
        return Math.abs(value) < 1e18
                ? BigDecimal.valueOf(value).toPlainString()
                : Double.toString(value);
    }

    /** Writes the last {@code count} digits of a number, with leading zeros; the count is even. */
    static void writeDigits(int value, int count, byte[] out, int position) {
        int rest = value;
        for (int at = position + count - 2; at >= position; at -= 2) {
            int hundredth = rest / 100;
            pair(rest - hundredth * 100, out, at);
            rest = hundredth;
        }
    }

    private static void pair(int value, byte[] out, int at) {
        out[at] = PAIRS[2 * value];
        out[at + 1] = PAIRS[2 * value + 1];
    }

    /** The number of digits: bits * log10(2), which is 1233 / 4096, rounded up; or one less. */
    private static int length(long value) {
        int bits = Long.SIZE - Long.numberOfLeadingZeros(value);
        int most = ((bits * 1233) >>> 12) + 1;
        return value < POWERS[most - 1] ? most - 1 : most;
    }

    private static int writeText(String text, byte[] out, int position) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, out, position, bytes.length);
        return position + bytes.length;
    }
}
