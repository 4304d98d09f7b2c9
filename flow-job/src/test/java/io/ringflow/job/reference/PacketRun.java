package io.ringflow.job.reference;

import io.ringflow.model.Observer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Packets of one flow, observer and bucket that share a place in the order of folding, the place of
 * the first one. A packet that starts a connection starts another run. Late packets have a run of
 * their own.
 */
final class PacketRun {

    /** Orders runs by bucket, then by event time of the observer, then by its name. */
    static final Comparator<PacketRun> FOLDING_ORDER =
            Comparator.<PacketRun>comparingLong(run -> run.bucketNanos)
                    .thenComparingLong(run -> run.clockNanos)
                    .thenComparing(run -> run.observer);

    final FlowName name;
    final Observer observer;
    final long bucketNanos;
    final boolean late;
    final List<WirePacket> packets = new ArrayList<>();

    /** Newest event time of the observer when the run started. */
    private final long clockNanos;

    /** Event time minus packet time. */
    private final long offsetNanos;

    PacketRun(FlowName name, Observer observer, ReferenceClock.Timed first) {
        this.name = name;
        this.observer = observer;
        this.bucketNanos = first.bucket();
        this.late = first.late();
        this.clockNanos = first.newest();
        this.offsetNanos = first.offset();
    }

    boolean takes(ReferenceClock.Timed timed) {
        WirePacket packet = timed.packet();
        if (timed.offset() != offsetNanos) {
            return false;
        }
        return late || !packet.analysis().starts();
    }

    boolean startsConnection() {
        return !late && packets.getFirst().analysis().starts();
    }

    long firstNanos() {
        return offsetNanos + packets.stream().mapToLong(WirePacket::nanos).min().orElseThrow();
    }

    /**
     * Returns the newest time at which the flow was active. Late packets count for their bucket.
     */
    long activeNanos() {
        return late
                ? bucketNanos
                : offsetNanos + packets.stream().mapToLong(WirePacket::nanos).max().orElseThrow();
    }
}
