package io.ringflow.job.reference;

import io.ringflow.capture.stream.SlowTcpConnections;
import io.ringflow.capture.stream.TcpFindings;
import io.ringflow.capture.stream.TcpPacket;
import io.ringflow.job.FlowSettings;
import io.ringflow.job.reference.WirePacket.Found;
import io.ringflow.model.IpAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the sequence numbers of all TCP packets of one observer, in the order of its file. */
final class TcpReading implements TcpFindings {

    private final FlowSettings settings;
    private final Map<IpAddress, Long> addresses = new HashMap<>();
    private final List<WirePacket> packets;

    private TcpReading(List<WirePacket> packets, FlowSettings settings) {
        this.packets = new ArrayList<>(packets);
        this.settings = settings;
    }

    /** The packets, with what is found about each. */
    static List<WirePacket> of(List<WirePacket> packets, FlowSettings settings) {
        TcpReading reading = new TcpReading(packets, settings);
        SlowTcpConnections connections =
                new SlowTcpConnections(settings.idleTimeout().tcp().toNanos(), reading);
        for (int i = 0; i < packets.size(); i++) {
            if (packets.get(i).isTcp()) {
                connections.add(i, reading.tcpPacket(packets.get(i)));
            }
        }
        return reading.packets;
    }

    private TcpPacket tcpPacket(WirePacket packet) {
        return new TcpPacket(
                number(packet.src()),
                packet.srcPort(),
                number(packet.dst()),
                packet.dstPort(),
                settings.keyVlan() ? packet.vlan() : 0,
                0,
                packet.flags(),
                packet.numbers().seq(),
                packet.numbers().ack(),
                packet.numbers().window(),
                packet.payload(),
                packet.nanos());
    }

    private long number(IpAddress address) {
        return addresses.computeIfAbsent(address, each -> (long) addresses.size());
    }

    @Override
    public void found(int packet, int marks) {
        WirePacket its = packets.get(packet);
        packets.set(packet, its.with(new Found(marks, its.found().rttNanos())));
    }

    @Override
    public void handshake(int packet, long rttNanos) {
        WirePacket its = packets.get(packet);
        packets.set(packet, its.with(new Found(its.found().marks(), rttNanos)));
    }
}
