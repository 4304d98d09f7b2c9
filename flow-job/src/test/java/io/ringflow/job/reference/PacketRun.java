package io.ringflow.job.reference;

import io.ringflow.model.Observer;
import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Packets of one flow, observer and bucket that share a place in the order of folding, the place of
 * the first one. A SYN starts another run, unless the run itself started with a SYN and has seen no
 * FIN or RST since. Late packets have a run of their own.
 */
final class PacketRun {

    /** Orders runs by bucket, then by the clock of the observer, then by its name. */
    static final Comparator<PacketRun> FOLDING_ORDER =
            Comparator.<PacketRun>comparingLong(run -> run.bucketNanos)
                    .thenComparingLong(run -> run.clockNanos)
                    .thenComparing(run -> run.observer);

    final FlowName name;
    final Observer observer;
    final long bucketNanos;
    final boolean late;
    final List<WirePacket> packets = new ArrayList<>();

    /** Newest packet time of the observer when the run started. */
    private final long clockNanos;

    PacketRun(FlowName name, Observer observer, long bucketNanos, boolean late, long clockNanos) {
        this.name = name;
        this.observer = observer;
        this.bucketNanos = bucketNanos;
        this.late = late;
        this.clockNanos = clockNanos;
    }

    boolean takes(WirePacket packet) {
        if (late || !packet.isSyn()) {
            return true;
        }
        return packets.getFirst().isSyn()
                && packets.stream().noneMatch(seen -> seen.has(TcpFlags.FIN | TcpFlags.RST));
    }

    boolean startsWithSyn() {
        return !late && packets.getFirst().isSyn();
    }

    long firstNanos() {
        return packets.stream().mapToLong(WirePacket::nanos).min().orElseThrow();
    }

    /**
     * Returns the newest time at which the flow was active. Late packets count for their bucket.
     */
    long activeNanos() {
        return late
                ? bucketNanos
                : packets.stream().mapToLong(WirePacket::nanos).max().orElseThrow();
    }
}
