package io.ringflow.kafka.avro;

import io.ringflow.model.AddressText;
import io.ringflow.model.IpAddress;
import java.io.ByteArrayOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Values in Avro's binary encoding, in memory. Not thread-safe. */
final class AvroBytes {

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int MAX_VARINT = 10;

    private byte[] bytes = new byte[2048];
    private int length;

    int length() {
        return length;
    }

    /** Forgets all bytes after a length. */
    void truncate(int shorter) {
        length = shorter;
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, 0, length);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }

    /** A byte as it is: the branch of a union, a truth value. */
    void raw(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    /** Eight bytes as they are, the lowest first. */
    void raw(long value) {
        reserve(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    /** A number of type {@code int} or {@code long}. */
    void number(long value) {
        reserve(MAX_VARINT);
        long zigzag = (value << 1) ^ (value >> 63);
        while ((zigzag & ~0x7fL) != 0) {
            bytes[length++] = (byte) (zigzag | 0x80);
            zigzag >>>= 7;
        }
        bytes[length++] = (byte) zigzag;
    }

    void decimal(double value) {
        raw(Double.doubleToRawLongBits(value));
    }

    void text(String value) {
        int size = value.length();
        number(size);
        reserve(size);
        for (int i = 0; i < size; i++) {
            char c = value.charAt(i);
            if (c > '~') {
                length -= i;
                otherText(value, size);
                return;
            }
            bytes[length++] = (byte) c;
        }
    }

    /** Replaces a length in characters by one in bytes, and adds the text. */
    private void otherText(String value, int characters) {
        length -= varintLength(characters);
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        reserve(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    private static int varintLength(int value) {
        return (Long.SIZE - Long.numberOfLeadingZeros(((long) value << 1) | 1) + 6) / 7;
    }

    /** An address as text, which is short enough for a length of one byte. */
    void address(IpAddress value) {
        reserve(1 + AddressText.MAX_LENGTH);
        int start = length++;
        length = AddressText.write(value, bytes, length);
        bytes[start] = (byte) ((length - start - 1) << 1);
    }
}
