package io.ringflow.job.reference;

import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the sequence numbers of one capture tell, packet after packet in the order of arrival:
 * retransmissions, packets out of order, closed windows, round trips of handshakes.
 */
final class TcpSequences {

    private static final long LARGEST_JUMP = 1L << 30;
    private static final int HOLES = 2;
    private static final long REORDER_NANOS = 3_000_000;

    /** Bytes from one to before the other that were skipped, and when. */
    private record Hole(long from, long to, long nanos) {}

    /** Sequence numbers of a direction don't turn over: they go on from the first one seen. */
    private static final class Direction {
        boolean known;
        long next;
        final List<Hole> holes = new ArrayList<>();
        boolean windowClosed;

        void goOnFrom(WirePacket packet) {
            known = true;
            next = (long) packet.transport().tcp().seq() + length(packet);
            holes.clear();
        }

        /** Adds a hole on top of the others. */
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

        /** The SYN that began it, and the SYN-ACK seen last; null before. */
        WirePacket syn;

        WirePacket synAck;

        /** When the SYN was sent that was answered. */
        long synNanos;

        boolean answered;
        boolean complete;
        long rttNanos = -1;

        Direction of(WirePacket packet) {
            return packet.fromSmaller() ? smaller : larger;
        }

        Direction against(WirePacket packet) {
            return packet.fromSmaller() ? larger : smaller;
        }
    }

    private final Map<FlowName, Connection> connections = new HashMap<>();
    private final long timeoutNanos;
    private long newestNanos = Long.MIN_VALUE;

    /** Nothing is known before the first packet; connections are forgotten after this silence. */
    TcpSequences(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    /** What the next packet of the capture is. */
    Found look(FlowName name, WirePacket packet) {
        newestNanos = Math.max(newestNanos, packet.nanos());
        connections.values().removeIf(its -> newestNanos - its.lastNanos >= timeoutNanos);
        boolean reset = packet.has(TcpFlags.RST);
        Connection connection = connections.get(name);
        if (connection == null) {
            if (reset || length(packet) == 0) {
                return Found.NOTHING.withZeroWindow(closesWindow(packet));
            }
            connection = new Connection();
            connections.put(name, connection);
        }
        connection.lastNanos = newestNanos;
        if (reset) {
            return Found.NOTHING;
        }
        long rtt = handshake(packet, connection);
        if (packet.isSyn() && !isAgain(packet, connection.syn)) {
            connection = new Connection();
            connection.lastNanos = newestNanos;
            connections.put(name, connection);
        }
        Found found = sequence(packet, connection);
        connection.of(packet).windowClosed = packet.transport().tcp().window() == 0;
        return found.withZeroWindow(closesWindow(packet)).withRtt(rtt);
    }

    /** Sequence numbers that a packet takes. */
    private static int length(WirePacket packet) {
        return packet.payload()
                + (packet.has(TcpFlags.SYN) ? 1 : 0)
                + (packet.has(TcpFlags.FIN) ? 1 : 0);
    }

    private static boolean closesWindow(WirePacket packet) {
        return packet.transport().tcp().window() == 0
                && !packet.has(TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST);
    }

    private static boolean isAgain(WirePacket packet, WirePacket before) {
        return before != null
                && before.fromSmaller() == packet.fromSmaller()
                && before.transport().tcp().seq() == packet.transport().tcp().seq();
    }

    /** The round trip that a packet completes, or -1. */
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

    private static Found sequence(WirePacket packet, Connection connection) {
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
        boolean probesWindow = oneByte && connection.against(packet).windowClosed;
        if (length(packet) == 0 || keepsAlive || probesWindow) {
            return Found.NOTHING;
        }
        if (!direction.known || Math.abs((long) ahead) > LARGEST_JUMP) {
            direction.goOnFrom(packet);
            return Found.NOTHING;
        }
        long begin = direction.next + ahead;
        long end = begin + length(packet);
        Found found = ahead < 0 ? behind(packet, begin, connection) : Found.NOTHING;
        direction.fill(begin, end);
        direction.open(new Hole(direction.next, begin, packet.nanos()));
        direction.next = Math.max(direction.next, end);
        return found;
    }

    /** A packet that begins below what was seen already. */
    private static Found behind(WirePacket packet, long begin, Connection connection) {
        long limit = connection.rttNanos < 0 ? REORDER_NANOS : connection.rttNanos;
        return connection.of(packet).holes.stream()
                        .filter(hole -> hole.from <= begin && begin < hole.to)
                        .anyMatch(hole -> packet.nanos() - hole.nanos <= limit)
                ? Found.OUT_OF_ORDER
                : Found.RETRANSMIT;
    }

    private static Found syn(WirePacket packet, Connection connection) {
        boolean again = connection.syn != null;
        if (!again) {
            connection.syn = packet;
            connection.of(packet).goOnFrom(packet);
        }
        if (!connection.answered) {
            connection.synNanos = packet.nanos();
        }
        return again ? Found.RETRANSMIT : Found.NOTHING;
    }

    private static Found synAck(WirePacket packet, Connection connection) {
        if (isAgain(packet, connection.synAck)) {
            return Found.RETRANSMIT;
        }
        connection.of(packet).goOnFrom(packet);
        connection.synAck = packet;
        boolean answers =
                connection.syn != null
                        && connection.syn.fromSmaller() != packet.fromSmaller()
                        && acknowledges(packet, connection.syn);
        connection.answered = answers || connection.complete;
        return Found.NOTHING;
    }
}
