package io.ringflow.capture.fuzz;

import java.io.ByteArrayOutputStream;

/** Puts together the bytes that {@link FuzzInput} takes apart. */
public final class Seeds {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Appends one byte each. */
    public Seeds int8(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
        return this;
    }

    /** Appends two bytes each. */
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

    /** What was put together so far. */
    public byte[] array() {
        return bytes.toByteArray();
    }
}
