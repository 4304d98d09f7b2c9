package io.ringflow.model.format;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.ringflow.model.AddressText;
import io.ringflow.model.IpAddress;
import io.ringflow.model.text.DecimalText;
import io.ringflow.model.text.PrintableText;
import io.ringflow.model.text.TimeText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** JSON values as bytes in memory. Not thread-safe. */
final class JsonText {

    private final TimeText times = new TimeText();
    private byte[] bytes = new byte[2048];
    private int length;

    void clear() {
        length = 0;
    }

    /** Replaces the first character, or adds it if there is none. */
    void startWith(char ascii) {
        length = Math.max(length, 1);
        bytes[0] = (byte) ascii;
    }

    void writeTo(ByteArrayOutputStream out) {
        out.write(bytes, 0, length);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, 2 * bytes.length));
        }
    }

    void add(char ascii) {
        reserve(1);
        bytes[length++] = (byte) ascii;
    }

    void add(byte[] ascii) {
        reserve(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
    }

    /** Adds a string; copies text that needs no escapes, which nearly all text is. */
    void quoted(String value) {
        int size = value.length();
        reserve(size + 2);
        int at = length;
        bytes[at++] = '"';
        for (int i = 0; i < size; i++) {
            char c = value.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                quotedWithEscapes(value);
                return;
            }
            bytes[at++] = (byte) c;
        }
        bytes[at++] = '"';
        length = at;
    }

    /** Also escapes what a terminal would interpret, which does not change the JSON value. */
    private void quotedWithEscapes(String value) {
        String quoted = String.valueOf(JsonStringEncoder.getInstance().quoteAsString(value));
        add('"');
        add(PrintableText.of(quoted).getBytes(StandardCharsets.UTF_8));
        add('"');
    }

    void quoted(IpAddress address) {
        reserve(AddressText.MAX_LENGTH + 2);
        bytes[length++] = '"';
        length = AddressText.write(address, bytes, length);
        bytes[length++] = '"';
    }

    void time(long nanos) {
        reserve(TimeText.LENGTH + 2);
        bytes[length++] = '"';
        length = times.write(nanos, bytes, length);
        bytes[length++] = '"';
    }

    void number(long value) {
        reserve(DecimalText.MAX_LENGTH);
        length = DecimalText.write(value, bytes, length);
    }

    void decimal(double value) {
        reserve(DecimalText.MAX_LENGTH);
        length = DecimalText.write(value, bytes, length);
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
