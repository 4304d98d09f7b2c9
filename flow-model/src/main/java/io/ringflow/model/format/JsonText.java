package io.ringflow.model.format;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.ringflow.model.AddressText;
import io.ringflow.model.IpAddress;
import io.ringflow.model.text.PrintableText;
import io.ringflow.model.text.TimeText;
import java.nio.charset.StandardCharsets;

/** JSON values as bytes in memory. Not thread-safe. */
final class JsonText extends LineBuffer {

    /** The end of a time of EVE: the offset from UTC. */
    private static final byte[] UTC = {'+', '0', '0', '0', '0'};

    /** A time of EVE up to its microseconds, which is also how RFC 3339 starts. */
    private static final int MICROS_LENGTH = "2026-01-01T00:00:00.000000".length();

    private final TimeText times = new TimeText();

    /** Replaces the first character, or adds it if there is none. */
    void startWith(char ascii) {
        length = Math.max(length, 1);
        bytes[0] = (byte) ascii;
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

    /** Adds a time as Suricata writes it, in UTC: {@code 2026-01-01T00:00:00.000000+0000}. */
    void eveTime(long nanos) {
        reserve(TimeText.LENGTH + UTC.length + 2);
        bytes[length++] = '"';
        // Readers of EVE expect four digits of the year, also of a time out of range.
        times.write(nanos == TimeText.OUT_OF_RANGE ? nanos - 1 : nanos, bytes, length);
        System.arraycopy(UTC, 0, bytes, length + MICROS_LENGTH, UTC.length);
        length += MICROS_LENGTH + UTC.length;
        bytes[length++] = '"';
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }
}
