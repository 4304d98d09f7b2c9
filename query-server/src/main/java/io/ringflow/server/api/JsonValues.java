package io.ringflow.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringflow.model.Observer;
import io.ringflow.model.TimeText;
import java.io.IOException;

/** The values that several answers share, written the same in all of them. */
final class JsonValues {

    private JsonValues() {}

    /** The watermark as a time; absent before the first packet. */
    static void watermark(long nanos, JsonGenerator json) throws IOException {
        if (nanos != Long.MIN_VALUE) {
            json.writeStringField("watermark", TimeText.of(nanos));
        }
    }

    /** Host and interface. */
    static void observer(Observer observer, JsonGenerator json) throws IOException {
        json.writeStringField("host", observer.host());
        json.writeStringField("interface", observer.interfaceName());
    }

    /** A rate or ratio: at most three decimals, none where it is whole. */
    static void decimal(String name, double value, JsonGenerator json) throws IOException {
        double rounded = Math.rint(value * 1e3) / 1e3;
        if (rounded == (long) rounded) {
            json.writeNumberField(name, (long) rounded);
        } else {
            json.writeNumberField(name, rounded);
        }
    }
}
