package io.ringflow.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;

/** The times from a start to just before an end. */
record TimeRange(Instant start, Instant end) {

    TimeRange(Instant start, Duration length) {
        this(start, start.plus(length));
    }

    /** Returns the time range of a gap in an answer of the query server. */
    static TimeRange of(JsonNode gap) {
        Instant end = gap.hasNonNull("end") ? Instant.parse(gap.get("end").asText()) : Instant.MAX;
        return new TimeRange(Instant.parse(gap.get("start").asText()), end);
    }

    boolean contains(Instant time) {
        return !time.isBefore(start) && time.isBefore(end);
    }

    boolean overlaps(TimeRange other) {
        return start.isBefore(other.end) && other.start.isBefore(end);
    }
}
