package io.ringflow.server.api.answer;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.text.TimeText;
import java.io.IOException;
import java.util.List;

/** Writes values that several answers have in common. */
public final class JsonValues {

    private JsonValues() {}

    /** The watermark as a time; left out before the first packet. */
    public static void watermark(long nanos, JsonGenerator json) throws IOException {
        if (nanos != Long.MIN_VALUE) {
            json.writeStringField("watermark", TimeText.of(nanos));
        }
    }

    /** The watermark, and what did not answer, if anything. */
    public static void coverage(Coverage coverage, JsonGenerator json) throws IOException {
        watermark(coverage.watermarkNanos(), json);
        if (!coverage.complete()) {
            missing(missing(coverage), json);
        }
    }

    /** What did not answer, for people; nothing if everything did. */
    public static void missing(List<String> parts, JsonGenerator json) throws IOException {
        if (parts.isEmpty()) {
            return;
        }
        json.writeArrayFieldStart("missing");
        for (String part : parts) {
            json.writeString(part);
        }
        json.writeEndArray();
    }

    /** What did not answer, for people; empty if everything did. */
    public static List<String> missing(Coverage coverage) {
        if (coverage.complete() || !coverage.missing().isEmpty()) {
            return coverage.missing();
        }
        int silent = coverage.expectedShards() - coverage.shards();
        return List.of(silent + " of " + coverage.expectedShards() + " shards did not answer");
    }

    /** Host and interface. */
    public static void observer(Observer observer, JsonGenerator json) throws IOException {
        json.writeStringField("host", observer.host());
        json.writeStringField("interface", observer.interfaceName());
    }

    /** A rate or ratio, with at most three decimals. */
    public static void decimal(String name, double value, JsonGenerator json) throws IOException {
        rounded(name, Math.rint(value * 1e3) / 1e3, json);
    }

    /** A share from 0 to 1, with at most six decimals. */
    public static void share(String name, double value, JsonGenerator json) throws IOException {
        rounded(name, Math.rint(value * 1e6) / 1e6, json);
    }

    private static void rounded(String name, double rounded, JsonGenerator json)
            throws IOException {
        if (rounded == (long) rounded) {
            json.writeNumberField(name, (long) rounded);
        } else {
            json.writeNumberField(name, rounded);
        }
    }
}
