package io.ringflow.bench.textbook;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
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

    /** Returns packet {@code i} of a batch. */
    static Packet of(PacketBatch batch, int i) {
        long bits = batch.bits[i];
        IpAddress src = new IpAddress(batch.srcHigh[i], batch.srcLow[i]);
        IpAddress dst = new IpAddress(batch.dstHigh[i], batch.dstLow[i]);
        int srcPort = PacketBits.srcPort(bits);
        int dstPort = PacketBits.dstPort(bits);
        return new Packet(
                Endpoints.between(src, srcPort, dst, dstPort, PacketBits.protocol(bits)),
                Endpoints.isLower(src, srcPort, dst, dstPort),
                batch.timeNanos[i],
                PacketBits.segments(batch.ipBits[i]),
                batch.ipBytes[i]);
    }
}
