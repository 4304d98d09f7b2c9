package io.ringflow.capture.stream;

import static io.ringflow.capture.PacketBits.*;
import static io.ringflow.capture.stream.ConnectionTable.*;

import io.ringflow.capture.PacketBits;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.TimeText;

/**
 * Follows the sequence numbers (RFC 9293, 3.4) of the TCP connections that one capture sees, in the
 * order in which its packets arrive.
 *
 * <p>Per direction, the segment that continues the highest one so far is in order. One beyond it
 * opens a hole. One below is out of order where its first byte lies in a hole that opened no longer
 * ago than the handshake's round trip took (3 ms where none was seen): whatever comes later was
 * sent again, because the first one was lost before it came here. Any other is a retransmission,
 * but for probes of a closed window and keep-alives (RFC 9293, 3.8.4 and 3.8.6.1), which repeat a
 * byte on purpose. A direction keeps its two newest holes; what fills a forgotten one counts as a
 * retransmission. Jumps of more than 2<sup>30</sup> say nothing, and sequence numbers go on from
 * there. A connection that was under way already is picked up at its first segment seen.
 *
 * <p>A SYN that isn't the known one again begins the connection anew, as does any packet after a
 * silence of the timeout. Nothing is forgotten before, unless there are more connections than
 * allowed: see {@link #forgotten}. What is found follows from the packets alone, however they are
 * divided by {@link #flush}. An observer that sees each packet twice finds retransmissions.
 *
 * <p>Not thread-safe: one instance a capture, on its fetcher thread. Takes 48 bytes of heap a
 * connection, up to 60 with the index.
 */
public final class TcpConnections {

    /** The most that {@code maxConnections} may be. */
    public static final int MOST_CONNECTIONS = 1 << 26;

    /** How late a segment may fill a hole where no handshake was seen. */
    static final long DEFAULT_REORDER_NANOS = 3_000_000;

    private static final int LARGEST_JUMP = 1 << 30;
    private static final long LOW_INT = 0xffff_ffffL;

    // State bits: those of a side are shifted left by its number.
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

    /** Keeps the reads of {@link ConnectionTable#touch} alive. */
    long touched;

    /**
     * Follows no connection yet.
     *
     * @param timeoutNanos silence after which a connection is forgotten; event time
     * @param maxConnections bounds the memory; 1 to {@link #MOST_CONNECTIONS}
     * @param findings takes what is found
     */
    public TcpConnections(long timeoutNanos, int maxConnections, TcpFindings findings) {
        if (timeoutNanos <= 0) {
            throw new IllegalArgumentException("timeoutNanos must be positive: " + timeoutNanos);
        }
        if (maxConnections < 1 || maxConnections > MOST_CONNECTIONS) {
            throw new IllegalArgumentException(
                    "maxConnections must be 1 to " + MOST_CONNECTIONS + ": " + maxConnections);
        }
        this.table = new ConnectionTable(timeoutNanos, maxConnections, holes);
        this.findings = findings;
    }

    /**
     * Connections that were forgotten before their timeout: where the table is full at its largest
     * and less than a quarter of it was silent, the half that was silent longest goes.
     */
    public long forgotten() {
        return table.forgotten();
    }

    /** Connections that take memory, those included that were silent for the timeout. */
    public int size() {
        return table.count();
    }

    /**
     * Adds a packet with a whole TCP header. What is found about it is said at the next {@link
     * #flush}, or before.
     *
     * @param packet its place in the batch
     * @param bits as {@link PacketBits} packs them
     * @param tunnelKey what else tells connections apart, or 0
     * @param timeNanos since the epoch, or {@link TimeText#OUT_OF_RANGE}
     * @param window the header's field, not scaled
     * @param payloadLength bytes on the wire behind the TCP header, of all segments of a
     *     super-frame
     */
    public void add(
            int packet,
            long srcHigh,
            long srcLow,
            long dstHigh,
            long dstLow,
            long bits,
            long tunnelKey,
            long timeNanos,
            int seq,
            int ack,
            int window,
            int payloadLength) {
        segments.add(
                packet,
                Fingerprint.endpoint(srcHigh, srcLow, PacketBits.srcPort(bits)),
                Fingerprint.endpoint(dstHigh, dstLow, PacketBits.dstPort(bits)),
                bits,
                tunnelKey,
                timeNanos,
                seq,
                ack,
                window,
                payloadLength);
        if (segments.count() == TcpSegments.SIZE) {
            flush();
        }
    }

    /** Says what is found about all packets added so far; to be called at a batch's end. */
    public void flush() {
        touched += table.touch(segments);
        for (int k = 0; k < segments.count(); k++) {
            int marks = follow(k);
            if (marks != 0) {
                findings.found(segments.packet(k), marks);
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
            at = table.begin(segments.key(k));
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
        boolean says = !segments.has(k, TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST);
        return says && segments.window(k) == 0 ? ZERO_WINDOW : 0;
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
            findings.handshake(segments.packet(k), rtt);
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
            return behind(at, k, seq + length);
        }
        if (ahead > 0) {
            table.holes(at, holes.open(table.holes(at), side, next, seq, segments.timeNanos(k)));
        }
        table.next(at, side, seq + length);
        return 0;
    }

    /** A segment that begins before the highest end so far. */
    private int behind(int at, int k, int end) {
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

    /** Lets the sequence numbers of a side go on from here. */
    private void restart(int at, int side, int next) {
        table.holes(at, holes.clear(table.holes(at), side));
        table.set(at, NEXT_KNOWN << side, true);
        table.next(at, side, next);
    }
}
