package io.ringflow.model.state;

import java.util.Arrays;
import java.util.Optional;

/** What is summed up by top lists and time series. */
public enum Metric {
    /** IP bytes. */
    BYTES("bytes"),
    /** Packets. */
    PACKETS("packets"),
    /** Flows: in a window those that began in it, of all flows those that are there. */
    FLOWS("flows"),
    /** Packets that a capture lost; time series only. */
    DROPS("drops"),
    /** Capture losses that overlap the step, a number; time series only. */
    GAPS("gaps");

    private final String text;

    Metric(String text) {
        this.text = text;
    }

    /** The word users see. */
    public String text() {
        return text;
    }

    /** The metric with a name. */
    public static Optional<Metric> named(String name) {
        return Arrays.stream(values()).filter(metric -> metric.text.equals(name)).findAny();
    }
}
