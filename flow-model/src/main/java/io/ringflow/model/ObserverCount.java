package io.ringflow.model;

/**
 * What one observer saw of a flow, both directions.
 *
 * @param observer the host and interface
 * @param packets packets seen there
 * @param bytes IP bytes seen there
 * @param firstNanos time of the first packet since the epoch
 * @param lastNanos time of the last packet since the epoch
 */
public record ObserverCount(
        Observer observer, long packets, long bytes, long firstNanos, long lastNanos) {}
