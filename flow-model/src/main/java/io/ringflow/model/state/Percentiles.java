package io.ringflow.model.state;

/**
 * How values are spread, to within two per cent of each.
 *
 * @param count number of values; with none the others are 0
 * @param p50 half of the values are at most this
 * @param p90 nine in ten are at most this
 * @param p95 95 in a hundred are at most this
 * @param p99 99 in a hundred are at most this
 * @param max the largest
 */
public record Percentiles(long count, double p50, double p90, double p95, double p99, double max) {

    /** Of no values. */
    public static final Percentiles NONE = new Percentiles(0, 0, 0, 0, 0, 0);
}
