package io.ringflow.capture.stream;

import java.nio.charset.StandardCharsets;

/**
 * The text of one label, from bytes that anybody may have sent: safe on a terminal. Bytes outside
 * 0x21 to 0x7e, and the backslash, become their decimal value as in {@code \032} (RFC 1035, 5.1).
 * At most {@link #MOST} bytes; what doesn't fit is cut off, never within an escape. Reused; one
 * thread.
 */
public final class LabelText {

    /** The most bytes a text has. */
    public static final int MOST = 255;

    private static final int ESCAPE_LENGTH = 4;

    private final byte[] bytes = new byte[MOST];
    private int length;
    private boolean cut;

    /** The text's bytes, ASCII; those from {@link #length} on mean nothing. */
    public byte[] bytes() {
        return bytes;
    }

    /** Bytes of the text; 0 without one. */
    public int length() {
        return length;
    }

    void clear() {
        length = 0;
        cut = false;
    }

    /** Appends a byte that stands for itself, or its escape. */
    void add(int value) {
        if (value <= 0x20 || value >= 0x7f || value == '\\') {
            addEscaped(value);
        } else {
            addPlain(value);
        }
    }

    /** Appends the escape of a byte that would mean something else where it stands. */
    void addEscaped(int value) {
        if (fits(ESCAPE_LENGTH)) {
            bytes[length++] = '\\';
            bytes[length++] = (byte) ('0' + value / 100);
            bytes[length++] = (byte) ('0' + value / 10 % 10);
            bytes[length++] = (byte) ('0' + value % 10);
        }
    }

    /** Appends a printable character. */
    void addPlain(int character) {
        if (fits(1)) {
            bytes[length++] = (byte) character;
        }
    }

    private boolean fits(int more) {
        cut |= length + more > MOST;
        return !cut;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
