package io.ringflow.model.state.query;

import java.util.Arrays;
import java.util.Optional;

/** What top lists and time series sum up. */
public enum Metric {
    /** IP bytes. */
    BYTES("bytes"),
    /** Packets. */
    PACKETS("packets"),
    /** Flows: in a window, those that started in it; without a window, all flows known. */
    FLOWS("flows"),
    /** Packets that a capture lost; time series only. */
    DROPS("drops"),
    /** The number of capture losses that overlap the step; time series only. */
    GAPS("gaps");

    private final String text;

    Metric(String text) {
        this.text = text;
    }

    /** The word users see. */
    public String text() {
        return text;
    }

    /** Returns true if flows have it, and not only captures. */
    public boolean ofFlows() {
        return this != DROPS && this != GAPS;
    }

    /** The metric with this name. */
    public static Optional<Metric> named(String name) {
        return Arrays.stream(values()).filter(metric -> metric.text.equals(name)).findAny();
    }
}
