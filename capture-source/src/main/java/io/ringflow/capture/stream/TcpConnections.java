package io.ringflow.capture.stream;

import static io.ringflow.capture.packet.PacketBits.*;
import static io.ringflow.capture.stream.ConnectionTable.*;

import io.ringflow.model.TcpFlags;
import io.ringflow.model.text.TimeText;

/**
 * Follows the sequence numbers (RFC 9293, 3.4) of the TCP connections that one capture sees, in the
 * order in which the packets arrive.
 *
 * <p>In each direction, a segment is in order if it continues the highest sequence number so far. A
 * segment beyond it opens a hole. A segment below it is out of order if its first byte lies in a
 * hole that opened no longer ago than the round trip of the handshake (3 ms if no handshake was
 * seen). Any later segment was sent again, because the first copy was lost before the observer.
 * Every other segment below is a retransmission, except probes of a closed window and keep-alives
 * (RFC 9293, 3.8.4 and 3.8.6.1), which repeat a byte on purpose. A direction keeps its two newest
 * holes; a segment that fills a forgotten hole counts as a retransmission. A jump of more than
 * 2<sup>30</sup> is not marked, and following continues from there. A connection whose start was
 * not seen is followed from its first segment on.
 *
 * <p>A SYN with a new sequence number starts the connection anew, and so does any packet after a
 * silence as long as the timeout. No connection is forgotten earlier, unless there are more
 * connections than allowed: see {@link #forgotten}. The results depend only on the packets, not on
 * the calls of {@link #flush}. An observer that sees every packet twice finds retransmissions.
 *
 * <p>Not thread-safe; one instance per capture. Takes 48 bytes of heap per connection, up to 60
 * with the index.
 */
public final class TcpConnections {

    /** The upper limit of {@code maxConnections}. */
    public static final int MAX_CONNECTIONS = 1 << 26;

    /** How late a segment may fill a hole if no handshake was seen. */
    static final long DEFAULT_REORDER_NANOS = 3_000_000;

    private static final int LARGEST_JUMP = 1 << 30;
    private static final long LOW_INT = 0xffff_ffffL;

    // State bits. Those that exist per side are shifted left by the number of the side.
    private static final int NEXT_KNOWN = 1;
    private static final int WINDOW_CLOSED = 1 << 2;
    private static final int SENT_SYN = 1 << 4;
    private static final int SENT_SYN_ACK = 1 << 6;
    private static final int SYN_ANSWERED = 1 << 8;
    private static final int HANDSHAKE_COMPLETE = 1 << 9;

    private final TcpSegments segments = new TcpSegments();
    private final SequenceHoles holes = new SequenceHoles();
    private final ConnectionTable table;
    private final TcpFindings findings;

    /** Keeps the compiler from removing the reads of {@link ConnectionTable#touch}. */
    long touched;

    /**
     * Creates an instance that follows no connection yet.
     *
     * @param timeoutNanos silence in event time after which a connection is forgotten
     * @param maxConnections limits the memory; 1 to {@link #MAX_CONNECTIONS}
     * @param findings receives the findings
     */
    public TcpConnections(long timeoutNanos, int maxConnections, TcpFindings findings) {
        if (timeoutNanos <= 0) {
            throw new IllegalArgumentException(
                    "timeoutNanos must be positive, but is " + timeoutNanos);
        }
        if (maxConnections < 1 || maxConnections > MAX_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "maxConnections must be from 1 to "
                            + MAX_CONNECTIONS
                            + ", but is "
                            + maxConnections);
        }
        this.table = new ConnectionTable(timeoutNanos, maxConnections, holes);
        this.findings = findings;
    }

    /**
     * Number of connections that were forgotten before their timeout. If the table is full, can't
     * grow, and less than a quarter of it has timed out, the half that was silent longest is
     * forgotten.
     */
    public long forgotten() {
        return table.forgotten();
    }

    /** Number of connections in memory, including those that have timed out. */
    public int size() {
        return table.count();
    }

    /**
     * Adds a packet that has a complete TCP header. Its findings are reported by the next {@link
     * #flush} at the latest.
     */
    public void add(TransportPacket packet) {
        segments.add(packet);
        if (segments.count() == TcpSegments.SIZE) {
            flush();
        }
    }

    /** Reports the findings about all packets added so far. To be called at the end of a batch. */
    public void flush() {
        touched += table.touch(segments);
        for (int k = 0; k < segments.count(); k++) {
            int marks = follow(k);
            if (marks != 0) {
                findings.found(segments.row(k), marks);
            }
        }
        segments.clear();
    }

    private int follow(int k) {
        if (segments.timeNanos(k) == TimeText.OUT_OF_RANGE) {
            segments.timeNanos(k, table.newestNanos());
        }
        table.advance(segments.timeNanos(k));
        int at = table.find(segments.key(k));
        boolean reset = segments.has(k, TcpFlags.RST);
        if (at == NONE) {
            if (reset || segments.length(k) == 0) {
                return zeroWindow(k);
            }
            at = table.start(segments.key(k));
        }
        table.rows[at + LAST] = table.newestNanos();
        if (reset) {
            return 0;
        }
        if (completesHandshake(at, k)) {
            completeHandshake(at, k);
        }
        int marks = zeroWindow(k) | sequence(at, k);
        table.set(at, WINDOW_CLOSED << segments.side(k), segments.window(k) == 0);
        return marks;
    }

    private int zeroWindow(int k) {
        boolean plain = !segments.has(k, TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST);
        return plain && segments.window(k) == 0 ? ZERO_WINDOW : 0;
    }

    private boolean completesHandshake(int at, int k) {
        int synSent = SENT_SYN << segments.side(k);
        int wanted = synSent | SYN_ANSWERED;
        return (table.rows[at + STATE] & (wanted | HANDSHAKE_COMPLETE)) == wanted
                && (segments.flags(k) & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.ACK
                && segments.ack(k) == (int) (table.rows[at + INITIAL] >>> 32) + 1;
    }

    private void completeHandshake(int at, int k) {
        long rtt = segments.timeNanos(k) - table.rows[at + CLOCK];
        table.rows[at + CLOCK] = rtt;
        table.set(at, HANDSHAKE_COMPLETE, true);
        if (rtt >= 0) {
            findings.handshake(segments.row(k), rtt);
        }
    }

    private int sequence(int at, int k) {
        int length = segments.length(k);
        if (length == 0) {
            return 0;
        }
        if (segments.has(k, TcpFlags.SYN)) {
            return segments.has(k, TcpFlags.ACK) ? synAck(at, k) : syn(at, k);
        }
        int side = segments.side(k);
        int seq = segments.seq(k);
        boolean known = table.is(at, NEXT_KNOWN << side);
        int next = table.next(at, side);
        if (length == 1 && segments.payload(k) == 1) {
            boolean keepsAlive = known && seq == next - 1;
            if (keepsAlive || table.is(at, WINDOW_CLOSED << (side ^ 1))) {
                return 0;
            }
        }
        int ahead = seq - next;
        if (!known || ahead > LARGEST_JUMP || ahead < -LARGEST_JUMP) {
            restart(at, side, seq + length);
            return 0;
        }
        if (ahead < 0) {
            return below(at, k, seq + length);
        }
        if (ahead > 0) {
            table.holes(at, holes.open(table.holes(at), side, next, seq, segments.timeNanos(k)));
        }
        table.next(at, side, seq + length);
        return 0;
    }

    /** Handles a segment that starts below the highest sequence number so far. */
    private int below(int at, int k, int end) {
        int side = segments.side(k);
        int marks = RETRANSMIT;
        if (table.holes(at) != SequenceHoles.NONE) {
            long opened = holes.openedAt(table.holes(at), side, segments.seq(k));
            if (opened != SequenceHoles.NOT_IN_HOLE
                    && segments.timeNanos(k) - opened <= reorderNanos(at)) {
                marks = OUT_OF_ORDER;
            }
            table.holes(at, holes.fill(table.holes(at), side, segments.seq(k), end));
        }
        if (end - table.next(at, side) > 0) {
            table.next(at, side, end);
        }
        return marks;
    }

    private long reorderNanos(int at) {
        long rtt = table.is(at, HANDSHAKE_COMPLETE) ? table.rows[at + CLOCK] : -1;
        return rtt >= 0 ? rtt : DEFAULT_REORDER_NANOS;
    }

    private int syn(int at, int k) {
        int side = segments.side(k);
        int seq = segments.seq(k);
        boolean again = table.is(at, SENT_SYN << side) && seq == (int) table.rows[at + INITIAL];
        if (!again) {
            holes.release(table.holes(at));
            table.rows[at + STATE] = 0;
            table.set(at, SENT_SYN << side, true);
            table.rows[at + INITIAL] = seq & LOW_INT;
            restart(at, side, seq + segments.length(k));
        }
        if (!table.is(at, SYN_ANSWERED)) {
            table.rows[at + CLOCK] = segments.timeNanos(k);
        }
        return again ? RETRANSMIT : 0;
    }

    private int synAck(int at, int k) {
        int side = segments.side(k);
        int seq = segments.seq(k);
        long initial = table.rows[at + INITIAL];
        if (table.is(at, SENT_SYN_ACK << side) && seq == (int) (initial >>> 32)) {
            return RETRANSMIT;
        }
        restart(at, side, seq + segments.length(k));
        table.rows[at + INITIAL] = ((long) seq << 32) | (initial & LOW_INT);
        table.set(at, SENT_SYN_ACK << (side ^ 1), false);
        table.set(at, SENT_SYN_ACK << side, true);
        boolean answers =
                table.is(at, SENT_SYN << (side ^ 1)) && segments.ack(k) == (int) initial + 1;
        table.set(at, SYN_ANSWERED, answers || table.is(at, HANDSHAKE_COMPLETE));
        return 0;
    }

    /** Makes a side continue from this sequence number. */
    private void restart(int at, int side, int next) {
        table.holes(at, holes.clear(table.holes(at), side));
        table.set(at, NEXT_KNOWN << side, true);
        table.next(at, side, next);
    }
}
