package io.ringflow.capture.fuzz;

import java.io.ByteArrayOutputStream;

/** Writes the bytes that {@link FuzzInput} reads. */
public final class Seeds {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Appends values as one byte. */
    public Seeds int8(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    /** Appends values as two bytes, big-endian. */
    public Seeds int16(int... values) {
        for (int value : values) {
            bytes.write(value >>> 8);
            bytes.write(value);
        }
        return this;
    }

    /** Appends bytes. */
    public Seeds bytes(byte[] more) {
        bytes.writeBytes(more);
        return this;
    }

    /** The bytes written so far. */
    public byte[] array() {
        return bytes.toByteArray();
    }
}
