package io.ringflow.job.reference;

import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Analyzes the sequence numbers of one capture, packet by packet in the order of arrival: finds
 * retransmissions, packets out of order, closed windows, the round trip times of handshakes, and
 * where connections start and are reset.
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

        /** The initial sequence number, if it was seen or follows from other packets. */
        Integer initial;

        boolean initialSeen;
        boolean sentSyn;
        boolean sentSynAck;

        boolean startsWith(WirePacket syn) {
            int seq = syn.transport().tcp().seq();
            boolean plain = initial != null && seq == initial;
            boolean withData = !initialSeen && initial != null && seq + syn.payload() == initial;
            return plain || withData;
        }

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

        /** Whether there was a packet that isn't a SYN. */
        boolean lived;

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
        Connection before = connections.get(name);
        boolean reset = packet.has(TcpFlags.RST);
        boolean starts = !reset && starts(packet, before);
        Connection connection = before == null || starts ? new Connection() : before;
        connections.put(name, connection);
        connection.lastNanos = newestNanos;
        if (reset) {
            boolean accepted = accepts(packet, connection);
            if (accepted) {
                live(packet, connection);
            }
            return accepted ? PacketAnalysis.RESET : PacketAnalysis.NOTHING;
        }
        long rtt = handshake(packet, connection);
        PacketAnalysis analysis = sequence(packet, connection);
        connection.of(packet).windowClosed = packet.transport().tcp().window() == 0;
        return analysis.withZeroWindow(closesWindow(packet)).withRtt(rtt).withStart(starts);
    }

    /** Returns true if a packet starts another connection than the one before, if any. */
    private static boolean starts(WirePacket packet, Connection before) {
        if (packet.isSyn()) {
            return before == null || (before.lived && !before.of(packet).startsWith(packet));
        }
        if (!packet.isSynAck() || before == null || !before.lived) {
            return false;
        }
        Direction own = before.of(packet);
        Direction opposite = before.opposite(packet);
        return own.initial != null
                && opposite.initial != null
                && !own.startsWith(packet)
                && !acknowledges(packet, opposite);
    }

    private static boolean accepts(WirePacket reset, Connection connection) {
        Direction from = connection.of(reset);
        Direction to = connection.opposite(reset);
        if (from.known) {
            int next = (int) from.next;
            int ahead = reset.transport().tcp().seq() - next;
            int sent = from.initialSeen ? next - from.initial : -1;
            int lowest = sent < 0 ? -65_535 : Math.max(-sent, -65_535);
            return ahead >= lowest && ahead <= 65_535;
        }
        if (connection.lived || !to.sentSyn) {
            return true;
        }
        boolean ofData = reset.transport().tcp().ack() == (int) to.next;
        return reset.has(TcpFlags.ACK) && (acknowledges(reset, to) || ofData);
    }

    /** Notes a packet that isn't a SYN. The first one tells which SYN it answers. */
    private static void live(WirePacket packet, Connection connection) {
        Direction opposite = connection.opposite(packet);
        if (!connection.lived && packet.has(TcpFlags.ACK) && opposite.initial == null) {
            opposite.initial = packet.transport().tcp().ack() - 1;
        }
        connection.lived = true;
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

    /** Returns the round trip time of the handshake that a packet completes, or -1. */
    private static long handshake(WirePacket packet, Connection connection) {
        boolean completes =
                connection.answered
                        && !connection.complete
                        && connection.of(packet).sentSyn
                        && packet.has(TcpFlags.ACK)
                        && !packet.has(TcpFlags.SYN)
                        && acknowledges(packet, connection.opposite(packet));
        if (!completes) {
            return -1;
        }
        connection.complete = true;
        connection.rttNanos = Math.max(-1, packet.nanos() - connection.synNanos);
        return connection.rttNanos;
    }

    private static boolean acknowledges(WirePacket packet, Direction syn) {
        return packet.transport().tcp().ack() == syn.initial + 1;
    }

    private static PacketAnalysis sequence(WirePacket packet, Connection connection) {
        if (packet.isSyn()) {
            return syn(packet, connection);
        }
        if (packet.isSynAck()) {
            return synAck(packet, connection);
        }
        live(packet, connection);
        Direction direction = connection.of(packet);
        int before = packet.transport().tcp().seq() - 1;
        if (direction.initial == null
                || (!direction.initialSeen
                        && length(packet) > 0
                        && before - direction.initial < 0)) {
            direction.initial = before;
        }
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
        Direction direction = connection.of(packet);
        int seq = packet.transport().tcp().seq();
        boolean repeated = direction.sentSyn && direction.initial == seq;
        PacketAnalysis analysis = repeated ? PacketAnalysis.RETRANSMIT : startOf(packet, direction);
        direction.sentSyn = true;
        boolean late = !repeated && connection.opposite(packet).sentSynAck;
        if (late || !connection.answered) {
            connection.synNanos = packet.nanos();
        }
        connection.answered |= late;
        return analysis;
    }

    private static PacketAnalysis synAck(WirePacket packet, Connection connection) {
        Direction direction = connection.of(packet);
        Direction opposite = connection.opposite(packet);
        if (direction.sentSynAck && direction.initial == packet.transport().tcp().seq()) {
            return PacketAnalysis.RETRANSMIT;
        }
        PacketAnalysis analysis = startOf(packet, direction);
        direction.sentSynAck = true;
        boolean answers = opposite.sentSyn && acknowledges(packet, opposite);
        connection.answered = answers || connection.complete;
        if (!opposite.initialSeen) {
            opposite.initial = packet.transport().tcp().ack() - 1;
        }
        connection.lived = true;
        return analysis;
    }

    /** Takes the initial sequence number from a SYN, which may come after data of its side. */
    private static PacketAnalysis startOf(WirePacket syn, Direction direction) {
        boolean belongs = direction.known && direction.startsWith(syn);
        boolean late = belongs && !direction.initialSeen;
        if (!belongs) {
            direction.restartFrom(syn);
        }
        direction.initial = syn.transport().tcp().seq();
        direction.initialSeen = true;
        return late ? PacketAnalysis.OUT_OF_ORDER : PacketAnalysis.NOTHING;
    }
}
