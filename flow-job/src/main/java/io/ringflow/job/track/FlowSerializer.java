package io.ringflow.job.track;

import io.ringflow.capture.serial.PacketBatchSerializer;
import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.capture.serial.RecordType;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowLabels;
import io.ringflow.model.FlowSide;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.Tunnel;
import io.ringflow.model.TunnelType;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializes flow records for operators that are not chained to the flow tracker. */
public final class FlowSerializer extends RecordSerializer<Flow> {

    /** Type information of flows. */
    public static final RecordType<Flow> TYPE = new RecordType<>(Flow.class, new FlowSerializer());

    private static final long serialVersionUID = 1;

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Flow> {
        public Snapshot() {
            super(FlowSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<Flow> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int version() {
        return 1;
    }

    @Override
    public Flow copy(Flow from) {
        return from;
    }

    @Override
    protected void write(Flow flow, DataOutputView out) throws IOException {
        out.writeInt(flow.id().keyHash());
        out.writeLong(flow.id().sequence());
        out.writeByte(flow.event().ordinal());
        writeAddress(flow.srcAddr(), out);
        writeAddress(flow.dstAddr(), out);
        out.writeInt(flow.srcPort());
        out.writeInt(flow.dstPort());
        out.writeInt(flow.protocol());
        out.writeInt(flow.ipVersion());
        out.writeInt(flow.vlanId());
        writeTunnel(flow.tunnel(), out);
        out.writeByte(flow.endReason().ordinal());
        writeSide(flow.src(), out);
        writeSide(flow.dst(), out);
        out.writeInt(flow.minPacketBytes());
        out.writeInt(flow.maxPacketBytes());
        out.writeLong(flow.squaredPacketBytes());
        out.writeLong(flow.rttNanos());
        out.writeLong(flow.zeroWindows());
        out.writeInt(flow.icmpType());
        out.writeInt(flow.icmpCode());
        out.writeInt(flow.dscp());
        out.writeByte(flow.initiatorRule().ordinal());
        writeLabels(flow.labels(), out);
        out.writeInt(flow.observers().size());
        for (ObserverCount count : flow.observers()) {
            PacketBatchSerializer.writeObserver(count.observer(), out);
            out.writeLong(count.srcPackets());
            out.writeLong(count.dstPackets());
            out.writeLong(count.bytes());
            out.writeLong(count.firstNanos());
            out.writeLong(count.lastNanos());
        }
        out.writeBoolean(flow.gap());
    }

    @Override
    protected Flow read(int version, DataInputView in) throws IOException {
        return new Flow(
                new FlowId(in.readInt(), in.readLong()),
                FlowEvent.of(in.readByte()),
                readAddress(in),
                readAddress(in),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                readTunnel(in),
                EndReason.of(in.readByte()),
                readSide(in),
                readSide(in),
                in.readInt(),
                in.readInt(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readInt(),
                in.readInt(),
                in.readInt(),
                InitiatorRule.of(in.readByte()),
                readLabels(in),
                readObservers(in),
                in.readBoolean());
    }

    private static void writeAddress(IpAddress address, DataOutputView out) throws IOException {
        out.writeLong(address.high());
        out.writeLong(address.low());
    }

    private static IpAddress readAddress(DataInputView in) throws IOException {
        return new IpAddress(in.readLong(), in.readLong());
    }

    private static void writeTunnel(Tunnel tunnel, DataOutputView out) throws IOException {
        out.writeByte(tunnel.type().ordinal());
        if (tunnel.present()) {
            out.writeLong(tunnel.id());
            writeAddress(tunnel.srcAddr(), out);
            writeAddress(tunnel.dstAddr(), out);
        }
    }

    private static Tunnel readTunnel(DataInputView in) throws IOException {
        TunnelType type = TunnelType.of(in.readByte());
        return type == TunnelType.NONE
                ? Tunnel.NONE
                : new Tunnel(type, in.readLong(), readAddress(in), readAddress(in));
    }

    private static void writeLabels(FlowLabels labels, DataOutputView out) throws IOException {
        boolean some = !labels.equals(FlowLabels.NONE);
        out.writeBoolean(some);
        if (some) {
            out.writeUTF(labels.tlsSni());
            out.writeUTF(labels.tlsAlpn());
            out.writeUTF(labels.dnsQuery());
            out.writeUTF(labels.httpHost());
        }
    }

    private static FlowLabels readLabels(DataInputView in) throws IOException {
        return in.readBoolean()
                ? new FlowLabels(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF())
                : FlowLabels.NONE;
    }

    private static void writeSide(FlowSide side, DataOutputView out) throws IOException {
        out.writeLong(side.packets());
        out.writeLong(side.bytes());
        out.writeByte(side.tcpFlags());
        out.writeLong(side.firstNanos());
        out.writeLong(side.lastNanos());
        out.writeLong(side.retransmits());
        out.writeLong(side.outOfOrder());
        out.writeBoolean(side.payload());
    }

    private static FlowSide readSide(DataInputView in) throws IOException {
        return new FlowSide(
                in.readLong(),
                in.readLong(),
                in.readUnsignedByte(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readLong(),
                in.readBoolean());
    }

    private static List<ObserverCount> readObservers(DataInputView in) throws IOException {
        int size = in.readInt();
        List<ObserverCount> observers = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            observers.add(
                    new ObserverCount(
                            PacketBatchSerializer.readObserver(in),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong(),
                            in.readLong()));
        }
        return List.copyOf(observers);
    }
}
