package io.ringflow.model.state.answer;

/**
 * The distribution of values, accurate to two per cent.
 *
 * @param count number of values; if 0, the others are 0
 * @param p50 the median
 * @param p90 the 90th percentile
 * @param p95 the 95th percentile
 * @param p99 the 99th percentile
 * @param max the largest value
 */
public record Percentiles(long count, double p50, double p90, double p95, double p99, double max) {

    /** Of no values. */
    public static final Percentiles NONE = new Percentiles(0, 0, 0, 0, 0, 0);
}
