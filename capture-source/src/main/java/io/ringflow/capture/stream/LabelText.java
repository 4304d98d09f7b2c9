package io.ringflow.capture.stream;

import java.nio.charset.StandardCharsets;

/**
 * The text of one label, made safe to print on a terminal because anybody may have sent it. Bytes
 * outside 0x21 to 0x7e, and the backslash, are written as their decimal value, as in {@code \032}
 * (RFC 1035, 5.1). A text has at most {@link #MAX_BYTES} bytes. A longer one is cut off, but never
 * within an escape. Reused for every packet. Not thread-safe.
 */
public final class LabelText {

    /** The most bytes of a text. */
    public static final int MAX_BYTES = 255;

    private static final int ESCAPE_LENGTH = 4;

    private final byte[] bytes = new byte[MAX_BYTES];
    private int length;
    private boolean cut;

    /** The text in ASCII. Bytes from {@link #length} on are undefined. */
    public byte[] bytes() {
        return bytes;
    }

    /** Number of bytes of the text; 0 if there is no label. */
    public int length() {
        return length;
    }

    void clear() {
        length = 0;
        cut = false;
    }

    /** Appends a byte, escaped if necessary. */
    void add(int value) {
        if (value <= 0x20 || value >= 0x7f || value == '\\') {
            addEscaped(value);
        } else {
            addPlain(value);
        }
    }

    /** Appends the escape of a byte that would have another meaning at this place. */
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

    /** Appends printable characters. */
    void addPlain(String characters) {
        for (int i = 0; i < characters.length(); i++) {
            addPlain(characters.charAt(i));
        }
    }

    private boolean fits(int more) {
        cut |= length + more > MAX_BYTES;
        return !cut;
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.US_ASCII);
    }
}
