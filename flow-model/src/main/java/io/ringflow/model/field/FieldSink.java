package io.ringflow.model.field;

import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import java.util.List;

/**
 * Receives the value of a field from {@link FlowField}: one call if the flow has the field, none if
 * it does not. Formats, filters and sort orders are sinks, so each field is described only once.
 */
public interface FieldSink {

    /** Plain text, which may contain anything that packets can carry. */
    void text(String value);

    /** A whole number. */
    void number(long value);

    /** A fractional number. */
    void decimal(double value);

    /** An address. */
    void address(IpAddress value);

    /** A time, in nanoseconds since the epoch. */
    void time(long nanos);

    /** A truth value. */
    void bool(boolean value);

    /** The observers of a flow, at least one. */
    void observers(List<ObserverCount> value);
}
