package io.ringflow.model.format;

import io.ringflow.model.AddressText;
import io.ringflow.model.IpAddress;
import io.ringflow.model.text.DecimalText;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** Bytes of one record, which grow as needed and are reused for the next. Not thread-safe. */
class LineBuffer {

    protected byte[] bytes = new byte[2048];
    protected int length;

    final void clear() {
        length = 0;
    }

    final void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, 0, length);
    }

    /** Makes room for more bytes. */
    final void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }

    final void add(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    final void add(byte[] ascii) {
        reserve(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
    }

    final void add(CharSequence ascii) {
        int size = ascii.length();
        reserve(size);
        for (int i = 0; i < size; i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
    }

    final void address(IpAddress address) {
        reserve(AddressText.MAX_LENGTH);
        length = AddressText.write(address, bytes, length);
    }

    final void number(long value) {
        reserve(DecimalText.MAX_LENGTH);
        length = DecimalText.write(value, bytes, length);
    }

    final void decimal(double value) {
        reserve(DecimalText.MAX_LENGTH);
        length = DecimalText.write(value, bytes, length);
    }

    /** Adds millionths with all six decimals. */
    final void millionths(long value) {
        reserve(DecimalText.MAX_LENGTH);
        length = DecimalText.writeMillionths(value, bytes, length);
    }
}
