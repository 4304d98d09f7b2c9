package io.ringflow.capture.ring;

import io.ringflow.capture.PacketBatch;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;

/** The Flink metrics of one split's capture, in the group {@code interface.NAME}. */
final class CaptureMetrics {

    /** The group whose value is the interface's name. */
    static final String INTERFACE_GROUP = "interface";

    /** Frames read, decoded or not. */
    static final String PACKETS = "packets";

    /** Bytes of those frames on the wire. */
    static final String BYTES = "bytes";

    /** Packets that the kernel dropped because the ring was full. */
    static final String DROPS = "drops";

    /** How often the ring became full. */
    static final String FREEZES = "freezes";

    /** Frames that gave no packet, for any reason. */
    static final String UNDECODED = "undecoded";

    private final Counter packets;
    private final Counter bytes;
    private final Counter drops;
    private final Counter freezes;
    private final Counter undecoded;

    CaptureMetrics(MetricGroup parent, String interfaceName) {
        MetricGroup group = parent.addGroup(INTERFACE_GROUP, interfaceName);
        packets = group.counter(PACKETS);
        bytes = group.counter(BYTES);
        drops = group.counter(DROPS);
        freezes = group.counter(FREEZES);
        undecoded = group.counter(UNDECODED);
    }

    /** Counts what a batch reports; once for each batch. */
    void count(PacketBatch batch) {
        packets.inc(batch.frames);
        bytes.inc(batch.frameBytes);
        drops.inc(batch.drops);
        freezes.inc(batch.freezes);
        for (int count : batch.undecoded) {
            undecoded.inc(count);
        }
    }
}
