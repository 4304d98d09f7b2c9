package io.ringflow.model;

/**
 * What one observer saw of a flow.
 *
 * @param observer the host and interface
 * @param srcPackets packets from the initiator
 * @param dstPackets packets from the responder
 * @param bytes IP bytes of both
 * @param firstNanos time of the first packet since the epoch, by that host's clock
 * @param lastNanos time of the last packet since the epoch, by that host's clock
 */
public record ObserverCount(
        Observer observer,
        long srcPackets,
        long dstPackets,
        long bytes,
        long firstNanos,
        long lastNanos) {

    /** Packets of both directions. */
    public long packets() {
        return srcPackets + dstPackets;
    }
}
