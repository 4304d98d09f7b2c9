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

        /** The initial sequence number, if it was seen or is known otherwise. */
        Integer initial;

        boolean initialSeen;
        boolean sentSyn;
        boolean sentSynAck;

        boolean isInitial(TcpPacket syn) {
            boolean beforeData = !initialSeen && initial != null;
            return initial != null
                    && (syn.seq() == initial
                            || (beforeData && syn.seq() + syn.payload() == initial));
        }
    }

    private static final class Connection {
        final Map<End, Direction> directions = new HashMap<>();
        long last;
        boolean lived;
        long synTime;
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
    long ignoredResets;

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
        Connection before = connections.get(key);
        boolean starts = !p.has(TcpFlags.RST) && starts(p, before, src, dst);
        Connection connection = before == null || starts ? new Connection() : before;
        connections.put(key, connection);
        connection.last = newest;
        int ends = starts ? PacketBits.STARTS_CONNECTION : 0;
        if (!p.has(TcpFlags.RST)) {
            handshake(number, p, connection, src, dst);
            marks |= sequence(p, connection, src, dst);
            connection.of(src).closed = p.window() == 0;
        } else if (accepts(p, connection.of(src), connection.of(dst), connection.lived)) {
            live(p, connection, dst);
            ends = PacketBits.RESETS;
        } else {
            ignoredResets++;
        }
        if (marks != 0) {
            observed.found(number, marks);
        }
        observed.connection(number, ends);
    }

    private static boolean starts(TcpPacket p, Connection c, End src, End dst) {
        if (!p.has(TcpFlags.SYN)) {
            return false;
        }
        if (!p.has(TcpFlags.ACK)) {
            return c == null || (c.lived && !c.of(src).isInitial(p));
        }
        return c != null
                && c.lived
                && c.of(src).initial != null
                && c.of(dst).initial != null
                && !c.of(src).isInitial(p)
                && c.of(dst).initial + 1 != p.ack();
    }

    private static boolean accepts(TcpPacket p, Direction from, Direction to, boolean lived) {
        if (from.known) {
            int ahead = p.seq() - (int) from.next;
            int sent = from.initialSeen ? (int) from.next - from.initial : -1;
            boolean beforeSyn = sent >= 0 && ahead < -sent;
            return Math.abs((long) ahead) <= 65_535 && !beforeSyn;
        }
        boolean onlySyn = to.sentSyn && !lived;
        return !onlySyn
                || (p.has(TcpFlags.ACK) && (p.ack() == to.initial + 1 || p.ack() == (int) to.next));
    }

    private static void live(TcpPacket p, Connection c, End dst) {
        if (!c.lived && p.has(TcpFlags.ACK) && c.of(dst).initial == null) {
            c.of(dst).initial = p.ack() - 1;
        }
        c.lived = true;
    }

    private static int length(TcpPacket p) {
        return p.payload() + (p.has(TcpFlags.SYN) ? 1 : 0) + (p.has(TcpFlags.FIN) ? 1 : 0);
    }

    private void handshake(int number, TcpPacket p, Connection c, End src, End dst) {
        if (c.of(src).sentSyn
                && c.answered
                && !c.complete
                && p.has(TcpFlags.ACK)
                && !p.has(TcpFlags.SYN)
                && p.ack() == c.of(dst).initial + 1) {
            c.complete = true;
            c.rtt = p.timeNanos() - c.synTime;
            if (c.rtt >= 0) {
                observed.handshake(number, c.rtt);
            }
        }
    }

    private static int sequence(TcpPacket p, Connection c, End src, End dst) {
        Direction d = c.of(src);
        if (p.has(TcpFlags.SYN)) {
            return p.has(TcpFlags.ACK) ? synAck(p, c, src, dst) : syn(p, c, src, dst);
        }
        live(p, c, dst);
        if (d.initial == null || (!d.initialSeen && length(p) > 0 && p.seq() - 1 - d.initial < 0)) {
            d.initial = p.seq() - 1;
        }
        if (length(p) == 0) {
            return 0;
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

    private static int syn(TcpPacket p, Connection c, End src, End dst) {
        Direction d = c.of(src);
        boolean again = d.sentSyn && p.seq() == d.initial;
        int marks = again ? PacketBits.RETRANSMIT : startOf(p, d);
        d.sentSyn = true;
        boolean overtaken = !again && c.of(dst).sentSynAck;
        if (overtaken || !c.answered) {
            c.synTime = p.timeNanos();
        }
        c.answered |= overtaken;
        return marks;
    }

    private static int synAck(TcpPacket p, Connection c, End src, End dst) {
        Direction d = c.of(src);
        if (d.sentSynAck && p.seq() == d.initial) {
            return PacketBits.RETRANSMIT;
        }
        int marks = startOf(p, d);
        d.sentSynAck = true;
        Direction other = c.of(dst);
        c.answered = c.complete || (other.sentSyn && p.ack() == other.initial + 1);
        if (!other.initialSeen) {
            other.initial = p.ack() - 1;
        }
        c.lived = true;
        return marks;
    }

    private static int startOf(TcpPacket syn, Direction d) {
        boolean belongs = d.known && d.isInitial(syn);
        boolean late = belongs && !d.initialSeen;
        if (!belongs) {
            restart(d, syn);
        }
        d.initial = syn.seq();
        d.initialSeen = true;
        return late ? PacketBits.OUT_OF_ORDER : 0;
    }
}
