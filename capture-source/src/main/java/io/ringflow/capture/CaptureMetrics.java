package io.ringflow.capture;

import io.ringflow.capture.packet.PacketBatch;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/**
 * The counters of each capture in the Flink web UI and in metric reporters. They are in the source
 * reader's group, under {@code interface.NAME}, and count from the start of the task. Registered
 * and updated by the fetcher thread.
 */
public final class CaptureMetrics {

    /** Key of the group of a capture's counters. Its value is the interface's or file's name. */
    public static final String GROUP = "interface";

    /** Frames read, decoded or not. */
    public static final String PACKETS = "packets";

    /** Bytes of those frames on the wire. */
    public static final String BYTES = "bytes";

    /** Packets that the kernel dropped because the ring was full. */
    public static final String DROPS = "drops";

    /** How often the ring became full. */
    public static final String FREEZES = "freezes";

    /** Frames that could not be decoded into a packet. */
    public static final String UNDECODED = "undecoded";

    private final MetricGroup readerGroup;
    private final Map<String, Counters> byName = new HashMap<>();

    private record Counters(
            Counter packets, Counter bytes, Counter drops, Counter freezes, Counter undecoded) {

        Counters(MetricGroup group) {
            this(
                    group.counter(PACKETS),
                    group.counter(BYTES),
                    group.counter(DROPS),
                    group.counter(FREEZES),
                    group.counter(UNDECODED));
        }
    }

    /** Counters in the metric group of a source reader. */
    public CaptureMetrics(MetricGroup readerGroup) {
        this.readerGroup = readerGroup;
    }

    /** Adds a batch's counts to the counters of its capture. */
    public void count(PacketBatch batch) {
        Counters counters =
                byName.computeIfAbsent(
                        batch.observer.interfaceName(),
                        name -> new Counters(readerGroup.addGroup(GROUP, name)));
        counters.packets.inc(batch.frames);
        counters.bytes.inc(batch.frameBytes);
        counters.drops.inc(batch.drops);
        counters.freezes.inc(batch.freezes);
        for (int count : batch.undecoded) {
            counters.undecoded.inc(count);
        }
    }
}
