package io.ringflow.capture.fold;

import io.ringflow.capture.fragment.PacketKeys;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;

/** A capture whose TCP connections are followed, without any buckets. */
final class FollowedCapture {

    final Observed observed = new Observed();
    final FlowEntries entries;
    final TcpConnections connections;
    private final PacketBatch batch = new PacketBatch(1);
    private final PacketKeys keys = new PacketKeys(true, true, 0);
    private int packets;

    private final class Retained implements FlowEntries.Retention {

        @Override
        public boolean isOpen(long reference) {
            return false;
        }

        @Override
        public void forgetSilent() {
            connections.limit().forgetSilent();
        }
    }

    FollowedCapture(long timeoutNanos, int maxConnections) {
        entries = new FlowEntries(new Retained());
        connections = new TcpConnections(timeoutNanos, maxConnections, entries);
    }

    void add(TcpPacket packet) {
        batch.reset(null, 0);
        packet.addTo(batch);
        keys.compute(batch, 0, 1);
        int at = entries.find(keys.fingerprint(0), 0);
        int marks = connections.follow(at, batch, 0, packet.timeNanos(), keys.side(0));
        if ((marks & TcpConnections.ROUND_TRIP) != 0) {
            observed.handshake(packets, connections.rttNanos());
        }
        if ((marks & PacketBits.MARKS) != 0) {
            observed.found(packets, marks);
        }
        observed.connection(packets, marks);
        packets++;
    }
}
