package io.ringflow.cli.query.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;

/**
 * The rates of flows in one answer after the other: since the previous answer if the flow was in
 * it, otherwise over the flow's life. Not thread-safe.
 */
public final class FlowRates {

    private record Seen(long bytes, long packets, Rate rate) {}

    private Map<String, Seen> previous = Map.of();
    private Map<String, Seen> current = new HashMap<>();

    /** Event time of the answer that {@link #previous} comes from, in seconds; 0 before any. */
    private double previousSeconds;

    private double currentSeconds;

    /** Starts the next answer. */
    void next(JsonNode answer) {
        double seconds = seconds(answer.path("watermark").asText());
        if (seconds != currentSeconds) {
            previous = current;
            previousSeconds = currentSeconds;
            currentSeconds = seconds;
            current = new HashMap<>();
        }
    }

    /** Returns the rate of a flow of the current answer. */
    Rate of(JsonNode flow) {
        long bytes = flow.path("bytes").asLong();
        long packets = flow.path("packets").asLong();
        String id = flow.path("id").asText();
        Seen last = previous.get(id);
        double elapsed = currentSeconds - previousSeconds;
        Rate rate =
                last == null || elapsed <= 0
                        ? Rate.of(bytes, packets, flow.path("durationMs").asDouble() / 1000)
                        : Rate.of(
                                Math.max(0, bytes - last.bytes()),
                                Math.max(0, packets - last.packets()),
                                elapsed);
        current.put(id, new Seen(bytes, packets, rate));
        return rate;
    }

    /** Returns true if the flow was not in the previous answer, and there was one. */
    boolean isNew(JsonNode flow) {
        return !previous.isEmpty() && !previous.containsKey(flow.path("id").asText());
    }

    private static double seconds(String time) {
        try {
            Instant instant = Instant.parse(time);
            return instant.getEpochSecond() + instant.getNano() / 1e9;
        } catch (DateTimeParseException e) {
            return 0;
        }
    }
}
