package io.ringflow.bench.textbook;

import io.ringflow.model.IpAddress;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * One packet as a Flink record.
 *
 * @param flow the flow's key
 * @param fromLow true if the lower endpoint sent it
 * @param timeNanos nanoseconds since the epoch
 * @param packets packets on the wire that it stands for
 * @param bytes IP bytes
 */
public record Packet(Endpoints flow, boolean fromLow, long timeNanos, int packets, int bytes) {

    static final TypeInformation<Packet> TYPE = Types.POJO(Packet.class);

    /** Returns a record of a packet. */
    static Packet of(io.ringflow.capture.source.Packet seen) {
        IpAddress src = seen.srcAddr();
        IpAddress dst = seen.dstAddr();
        return new Packet(
                Endpoints.between(src, seen.srcPort(), dst, seen.dstPort(), seen.protocol()),
                Endpoints.isLower(src, seen.srcPort(), dst, seen.dstPort()),
                seen.timeNanos(),
                seen.segments(),
                seen.ipBytes());
    }
}
