package io.ringflow.job.reference;

import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Analyzes the sequence numbers of one capture, packet by packet in the order of arrival: finds
 * retransmissions, packets out of order, closed windows and the round trip times of handshakes.
 */
final class TcpSequences {

    private static final long LARGEST_JUMP = 1L << 30;
    private static final int HOLES = 2;
    private static final long REORDER_NANOS = 3_000_000;

    /** Bytes from {@code from} to {@code to}, exclusive, that were skipped at a time. */
    private record Hole(long from, long to, long nanos) {}

    /** One direction. Its sequence numbers don't wrap: they count on from the first one seen. */
    private static final class Direction {
        boolean known;
        long next;
        final List<Hole> holes = new ArrayList<>();
        boolean windowClosed;

        void restartFrom(WirePacket packet) {
            known = true;
            next = (long) packet.transport().tcp().seq() + length(packet);
            holes.clear();
        }

        /** Adds a hole after the others. */
        void open(Hole hole) {
            if (hole.from < hole.to) {
                holes.add(hole);
                if (holes.size() > HOLES) {
                    holes.removeFirst();
                }
            }
        }

        void fill(long from, long to) {
            List<Hole> before = List.copyOf(holes);
            holes.clear();
            for (Hole hole : before) {
                if (to <= hole.from || from >= hole.to) {
                    open(hole);
                } else {
                    open(new Hole(hole.from, from, hole.nanos));
                    open(new Hole(to, hole.to, hole.nanos));
                }
            }
        }
    }

    private static final class Connection {
        final Direction smaller = new Direction();
        final Direction larger = new Direction();
        long lastNanos;

        /** The SYN that started the connection, or null. */
        WirePacket syn;

        /** The newest SYN-ACK, or null. */
        WirePacket synAck;

        /** Time of the SYN that was answered. */
        long synNanos;

        boolean answered;
        boolean complete;
        long rttNanos = -1;

        Direction of(WirePacket packet) {
            return packet.fromSmaller() ? smaller : larger;
        }

        Direction opposite(WirePacket packet) {
            return packet.fromSmaller() ? larger : smaller;
        }
    }

    private final Map<FlowName, Connection> connections = new HashMap<>();
    private final long timeoutNanos;
    private long newestNanos;

    /** Creates an analysis that forgets connections after a silence of the timeout. */
    TcpSequences(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    /** Newest event time of a packet that was analyzed. */
    long newestNanos() {
        return newestNanos;
    }

    /** Analyzes the next packet of the capture, whose time is event time. */
    PacketAnalysis analyze(FlowName name, WirePacket packet) {
        newestNanos = Math.max(newestNanos, packet.nanos());
        connections.values().removeIf(known -> newestNanos - known.lastNanos >= timeoutNanos);
        boolean reset = packet.has(TcpFlags.RST);
        Connection connection = connections.get(name);
        if (connection == null) {
            if (reset || length(packet) == 0) {
                return PacketAnalysis.NOTHING.withZeroWindow(closesWindow(packet));
            }
            connection = new Connection();
            connections.put(name, connection);
        }
        connection.lastNanos = newestNanos;
        if (reset) {
            return PacketAnalysis.NOTHING;
        }
        long rtt = handshake(packet, connection);
        if (packet.isSyn() && !repeats(packet, connection.syn)) {
            connection = new Connection();
            connection.lastNanos = newestNanos;
            connections.put(name, connection);
        }
        PacketAnalysis analysis = sequence(packet, connection);
        connection.of(packet).windowClosed = packet.transport().tcp().window() == 0;
        return analysis.withZeroWindow(closesWindow(packet)).withRtt(rtt);
    }

    /** Returns the number of sequence numbers that a packet takes. */
    private static int length(WirePacket packet) {
        return packet.payload()
                + (packet.has(TcpFlags.SYN) ? 1 : 0)
                + (packet.has(TcpFlags.FIN) ? 1 : 0);
    }

    private static boolean closesWindow(WirePacket packet) {
        return packet.transport().tcp().window() == 0
                && !packet.has(TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST);
    }

    private static boolean repeats(WirePacket packet, WirePacket before) {
        return before != null
                && before.fromSmaller() == packet.fromSmaller()
                && before.transport().tcp().seq() == packet.transport().tcp().seq();
    }

    /** Returns the round trip time of the handshake that a packet completes, or -1. */
    private static long handshake(WirePacket packet, Connection connection) {
        boolean completes =
                connection.answered
                        && !connection.complete
                        && packet.fromSmaller() == connection.syn.fromSmaller()
                        && packet.has(TcpFlags.ACK)
                        && !packet.has(TcpFlags.SYN)
                        && acknowledges(packet, connection.synAck);
        if (!completes) {
            return -1;
        }
        connection.complete = true;
        connection.rttNanos = Math.max(-1, packet.nanos() - connection.synNanos);
        return connection.rttNanos;
    }

    private static boolean acknowledges(WirePacket packet, WirePacket syn) {
        return packet.transport().tcp().ack() == syn.transport().tcp().seq() + 1;
    }

    private static PacketAnalysis sequence(WirePacket packet, Connection connection) {
        if (packet.isSyn()) {
            return syn(packet, connection);
        }
        if (packet.isSynAck()) {
            return synAck(packet, connection);
        }
        Direction direction = connection.of(packet);
        int ahead = packet.transport().tcp().seq() - (int) direction.next;
        boolean oneByte = packet.payload() == 1 && !packet.has(TcpFlags.FIN);
        boolean keepsAlive = oneByte && direction.known && ahead == -1;
        boolean probesWindow = oneByte && connection.opposite(packet).windowClosed;
        if (length(packet) == 0 || keepsAlive || probesWindow) {
            return PacketAnalysis.NOTHING;
        }
        if (!direction.known || Math.abs((long) ahead) > LARGEST_JUMP) {
            direction.restartFrom(packet);
            return PacketAnalysis.NOTHING;
        }
        long start = direction.next + ahead;
        long end = start + length(packet);
        PacketAnalysis analysis =
                ahead < 0 ? behind(packet, start, connection) : PacketAnalysis.NOTHING;
        direction.fill(start, end);
        direction.open(new Hole(direction.next, start, packet.nanos()));
        direction.next = Math.max(direction.next, end);
        return analysis;
    }

    /** Analyzes a packet that starts before the next expected sequence number. */
    private static PacketAnalysis behind(WirePacket packet, long start, Connection connection) {
        long limit = connection.rttNanos < 0 ? REORDER_NANOS : connection.rttNanos;
        return connection.of(packet).holes.stream()
                        .filter(hole -> hole.from <= start && start < hole.to)
                        .anyMatch(hole -> packet.nanos() - hole.nanos <= limit)
                ? PacketAnalysis.OUT_OF_ORDER
                : PacketAnalysis.RETRANSMIT;
    }

    private static PacketAnalysis syn(WirePacket packet, Connection connection) {
        boolean repeated = connection.syn != null;
        if (!repeated) {
            connection.syn = packet;
            connection.of(packet).restartFrom(packet);
        }
        if (!connection.answered) {
            connection.synNanos = packet.nanos();
        }
        return repeated ? PacketAnalysis.RETRANSMIT : PacketAnalysis.NOTHING;
    }

    private static PacketAnalysis synAck(WirePacket packet, Connection connection) {
        if (repeats(packet, connection.synAck)) {
            return PacketAnalysis.RETRANSMIT;
        }
        connection.of(packet).restartFrom(packet);
        connection.synAck = packet;
        boolean answers =
                connection.syn != null
                        && connection.syn.fromSmaller() != packet.fromSmaller()
                        && acknowledges(packet, connection.syn);
        connection.answered = answers || connection.complete;
        return PacketAnalysis.NOTHING;
    }
}
