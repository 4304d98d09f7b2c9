package io.ringflow.model;

import java.util.List;

/**
 * Where {@link FlowField} writes a field's value: one call a present field, none for an absent one.
 * Formats, filters and sorts are sinks, so that a field is described once.
 */
public interface FieldSink {

    /** Plain text; it may hold anything that packets can carry. */
    void text(String value);

    /** A whole number. */
    void number(long value);

    /** A fractional number. */
    void decimal(double value);

    /** An address. */
    void address(IpAddress value);

    /** A moment in nanoseconds since the epoch. */
    void time(long nanos);

    /** A truth value. */
    void bool(boolean value);

    /** The observers of a flow; never empty. */
    void observers(List<ObserverCount> value);
}
