package io.ringflow.capture.fold;

import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A plain implementation of {@link TcpConnections}, with a map of connections and a map of missing
 * bytes. Forgets only connections that were silent.
 */
final class SlowTcpConnections {

    private record End(long address, int port) {}

    private record Key(Set<End> ends, int vlan, long tunnelKey) {}

    /** One direction. Its sequence numbers don't wrap around, but continue beyond 32 bits. */
    private static final class Direction {
        boolean known;
        long next;

        /** Missing bytes, and the time at which they were first missed. */
        final TreeMap<Long, Long> missing = new TreeMap<>();

        boolean closed;
    }

    private static final class Connection {
        final Map<End, Direction> directions = new HashMap<>();
        long last;
        End synFrom;
        int synSeq;
        long synTime;
        End synAckFrom;
        int synAckSeq;
        boolean answered;
        boolean complete;
        long rtt = -1;

        Direction of(End end) {
            return directions.computeIfAbsent(end, e -> new Direction());
        }
    }

    final Observed observed = new Observed();
    private final Map<Key, Connection> connections = new HashMap<>();
    private final long timeoutNanos;
    private long newest;

    SlowTcpConnections(long timeoutNanos) {
        this.timeoutNanos = timeoutNanos;
    }

    void add(int number, TcpPacket p) {
        newest = Math.max(newest, p.timeNanos());
        connections.values().removeIf(c -> newest - c.last >= timeoutNanos);
        End src = new End(p.ends().src(), p.ends().srcPort());
        End dst = new End(p.ends().dst(), p.ends().dstPort());
        Key key = new Key(Set.of(src, dst), p.ends().vlan(), p.ends().tunnelKey());
        boolean plain = !p.has(TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST);
        int marks = plain && p.window() == 0 ? PacketBits.ZERO_WINDOW : 0;
        if (length(p) > 0 && !p.has(TcpFlags.RST)) {
            connections.computeIfAbsent(key, k -> new Connection());
        }
        Connection connection = connections.get(key);
        if (connection != null) {
            connection.last = newest;
            if (!p.has(TcpFlags.RST)) {
                handshake(number, p, connection, src);
                marks |= sequence(p, connection, src, dst);
                connection.of(src).closed = p.window() == 0;
            }
        }
        if (marks != 0) {
            observed.found(number, marks);
        }
    }

    private static int length(TcpPacket p) {
        return p.payload() + (p.has(TcpFlags.SYN) ? 1 : 0) + (p.has(TcpFlags.FIN) ? 1 : 0);
    }

    private void handshake(int number, TcpPacket p, Connection c, End src) {
        if (src.equals(c.synFrom)
                && c.answered
                && !c.complete
                && p.has(TcpFlags.ACK)
                && !p.has(TcpFlags.SYN)
                && p.ack() == c.synAckSeq + 1) {
            c.complete = true;
            c.rtt = p.timeNanos() - c.synTime;
            if (c.rtt >= 0) {
                observed.handshake(number, c.rtt);
            }
        }
    }

    private static int sequence(TcpPacket p, Connection c, End src, End dst) {
        Direction d = c.of(src);
        if (length(p) == 0) {
            return 0;
        }
        if (p.has(TcpFlags.SYN)) {
            return p.has(TcpFlags.ACK) ? synAck(p, c, src) : syn(p, c, src);
        }
        if (p.payload() == 1 && !p.has(TcpFlags.FIN)) {
            if (c.of(dst).closed || (d.known && p.seq() + 1 == (int) d.next)) {
                return 0;
            }
        }
        long ahead = d.known ? p.seq() - (int) d.next : 0;
        if (!d.known || Math.abs(ahead) > 1 << 30) {
            restart(d, p);
            return 0;
        }
        long start = d.next + ahead;
        long end = start + length(p);
        int marks = 0;
        if (ahead < 0) {
            Long missed = d.missing.get(start);
            long limit = c.rtt >= 0 ? c.rtt : 3_000_000;
            boolean late = missed == null || p.timeNanos() - missed > limit;
            marks = late ? PacketBits.RETRANSMIT : PacketBits.OUT_OF_ORDER;
            d.missing.subMap(start, end).clear();
        }
        for (long missing = d.next; missing < start; missing++) {
            d.missing.put(missing, p.timeNanos());
        }
        keepTwoHoles(d);
        d.next = Math.max(d.next, end);
        return marks;
    }

    /** A hole is a run of missing bytes. Only the two uppermost holes are kept. */
    private static void keepTwoHoles(Direction d) {
        List<Long> holes = new ArrayList<>();
        for (long missing : d.missing.keySet()) {
            if (!d.missing.containsKey(missing - 1)) {
                holes.add(missing);
            }
        }
        if (holes.size() > 2) {
            d.missing.headMap(holes.get(holes.size() - 2)).clear();
        }
    }

    private static void restart(Direction d, TcpPacket p) {
        d.known = true;
        d.next = (p.seq() & 0xffff_ffffL) + length(p);
        d.missing.clear();
    }

    private static int syn(TcpPacket p, Connection c, End src) {
        boolean again = src.equals(c.synFrom) && p.seq() == c.synSeq;
        if (!again) {
            c.directions.clear();
            c.synAckFrom = null;
            c.answered = false;
            c.complete = false;
            c.rtt = -1;
            c.synFrom = src;
            c.synSeq = p.seq();
            restart(c.of(src), p);
        }
        if (!c.answered) {
            c.synTime = p.timeNanos();
        }
        return again ? PacketBits.RETRANSMIT : 0;
    }

    private static int synAck(TcpPacket p, Connection c, End src) {
        if (src.equals(c.synAckFrom) && p.seq() == c.synAckSeq) {
            return PacketBits.RETRANSMIT;
        }
        restart(c.of(src), p);
        c.synAckFrom = src;
        c.synAckSeq = p.seq();
        boolean fromOther = c.synFrom != null && !src.equals(c.synFrom);
        c.answered = c.complete || (fromOther && p.ack() == c.synSeq + 1);
        return 0;
    }
}
