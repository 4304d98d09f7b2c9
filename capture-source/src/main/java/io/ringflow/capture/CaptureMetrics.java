package io.ringflow.capture;

import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * The counters of each capture in the Flink web UI and its metric reporters, in the reader's group
 * under {@code interface.NAME}. Registered and counted by the fetcher thread.
 */
public final class CaptureMetrics {

    /** Group that a capture's counters are in; its value is the interface's or file's name. */
    public static final String GROUP = "interface";

    /** Frames read, decoded or not. */
    public static final String PACKETS = "packets";

    /** Bytes of those frames on the wire. */
    public static final String BYTES = "bytes";

    /** Packets that the kernel dropped for lack of ring space. */
    public static final String DROPS = "drops";

    /** How often the ring was full. */
    public static final String FREEZES = "freezes";

    /** Frames that gave no packet. */
    public static final String UNDECODED = "undecoded";

    private final MetricGroup group;
    private final Map<String, Counters> byName = new HashMap<>();

    private record Counters(
            Counter packets, Counter bytes, Counter drops, Counter freezes, Counter undecoded) {

        Counters(MetricGroup its) {
            this(
                    its.counter(PACKETS),
                    its.counter(BYTES),
                    its.counter(DROPS),
                    its.counter(FREEZES),
                    its.counter(UNDECODED));
        }
    }

    /** Counters in a reader's metric group. */
    public CaptureMetrics(MetricGroup group) {
        this.group = group;
    }

    /** Counts what a batch brings. */
    public void count(PacketBatch batch) {
        Counters counters =
                byName.computeIfAbsent(
                        batch.observer.interfaceName(),
                        name -> new Counters(group.addGroup(GROUP, name)));
        counters.packets.inc(batch.frames);
        counters.bytes.inc(batch.frameBytes);
        counters.drops.inc(batch.drops);
        counters.freezes.inc(batch.freezes);
        for (int count : batch.undecoded) {
            counters.undecoded.inc(count);
        }
    }
}
