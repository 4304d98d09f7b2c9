package io.ringflow.model.state.query;

/**
 * A range of time.
 *
 * @param fromNanos the start, nanoseconds since the epoch
 * @param toNanos the end, exclusive
 */
public record TimeRange(long fromNanos, long toNanos) {

    public TimeRange {
        if (toNanos <= fromNanos) {
            throw new IllegalArgumentException("the end must be after the start");
        }
    }

    /** The length of the range. */
    public long nanos() {
        return toNanos - fromNanos;
    }
}
