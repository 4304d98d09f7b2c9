package io.ringflow.job.reference;

import io.ringflow.model.Observer;
import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Packets of one flow that one observer saw within one bucket, and that share a place in the order
 * of folding: that of the first of them. A SYN begins another run, unless the run began with a SYN
 * too and has seen no FIN or RST since; packets that are late have a run of their own.
 */
final class Run {

    /** Buckets one after the other; within them by the clock of the observer, then its name. */
    static final Comparator<Run> PLACE =
            Comparator.<Run>comparingLong(run -> run.bucketNanos)
                    .thenComparingLong(run -> run.clockNanos)
                    .thenComparing(run -> run.observer);

    final FlowName name;
    final Observer observer;
    final long bucketNanos;
    final boolean late;
    final List<WirePacket> packets = new ArrayList<>();

    /** Newest packet time of the observer when the run began. */
    private final long clockNanos;

    Run(FlowName name, Observer observer, long bucketNanos, boolean late, long clockNanos) {
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

    boolean beginsWithSyn() {
        return !late && packets.getFirst().isSyn();
    }

    long firstNanos() {
        return packets.stream().mapToLong(WirePacket::nanos).min().orElseThrow();
    }

    /** Until when it shows that the flow goes on: late packets do for the bucket they are in. */
    long activeNanos() {
        return late
                ? bucketNanos
                : packets.stream().mapToLong(WirePacket::nanos).max().orElseThrow();
    }
}
