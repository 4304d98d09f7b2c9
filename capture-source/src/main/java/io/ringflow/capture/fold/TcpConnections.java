package io.ringflow.capture.fold;

import static io.ringflow.capture.fold.FlowEntries.*;
import static io.ringflow.capture.packet.PacketBits.*;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.capture.packet.TcpBits;
import io.ringflow.model.Protocols;
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
 * <p>A connection is identified by its initial sequence numbers. A SYN with another one starts
 * another connection once the old one had any segment that isn't a SYN, and so does a SYN-ACK that
 * also acknowledges another SYN. A SYN that arrives after segments that follow from it belongs to
 * their connection: they tell its sequence number. A RST resets a connection only if it is in the
 * window or acknowledges the SYN (RFC 9293, 3.10.7; RFC 5961, 3). Window scaling is not known here,
 * so the window is the largest one without it, around the next sequence number.
 *
 * <p>After a silence as long as the timeout, following starts anew. No connection is forgotten
 * earlier, unless there are more connections than allowed: see {@link ConnectionLimit}. An observer
 * that sees every packet twice finds retransmissions.
 *
 * <p>Not thread-safe; one instance per capture. The state of a connection is part of its flow's
 * entry in {@link FlowEntries}.
 */
final class TcpConnections {

    /** Returned besides the marks of a packet if {@link #rttNanos} is known. */
    static final int ROUND_TRIP = 1;

    /** How late a segment may fill a hole if no handshake was seen. */
    static final long DEFAULT_REORDER_NANOS = 3_000_000;

    private static final int SPECIAL = TcpFlags.SYN | TcpFlags.FIN | TcpFlags.RST;
    private static final int LARGEST_JUMP = 1 << 30;
    private static final int LARGEST_WINDOW = 0xffff;

    // State bits below FOLLOWED. Those that exist per side are shifted left by the side's number.
    private static final int NEXT_KNOWN = 1;
    private static final int WINDOW_CLOSED = 1 << 2;
    private static final int SENT_SYN = 1 << 4;
    private static final int SENT_SYN_ACK = 1 << 6;
    private static final int SYN_ANSWERED = 1 << 8;
    private static final int HANDSHAKE_COMPLETE = 1 << 9;

    /** The initial sequence number of a side was seen. */
    private static final int INITIAL_SEEN = 1 << 11;

    /** The initial sequence number of a side follows from the other segments so far. */
    private static final int INITIAL_GUESSED = 1 << 13;

    /** The connection had a segment that isn't a SYN. */
    private static final int LIVED = 1 << 15;

    private final SequenceHoles holes = new SequenceHoles();
    private final FlowEntries entries;
    private final ConnectionLimit limit;
    private long rttNanos;
    private long ignoredResets;

    // The segment that is being followed.
    private int side;
    private int flags;
    private int seq;
    private int ack;
    private int payload;
    private int window;
    private int length;
    private long timeNanos;

    /**
     * Creates an instance that follows no connection yet.
     *
     * @param timeoutNanos silence in event time after which a connection is forgotten
     * @param maxConnections limits the memory; 1 to {@link ConnectionLimit#MAX_CONNECTIONS}
     * @param entries holds the connections
     */
    TcpConnections(long timeoutNanos, int maxConnections, FlowEntries entries) {
        this.limit = new ConnectionLimit(timeoutNanos, maxConnections, entries, holes);
        this.entries = entries;
    }

    /** Which connections are followed, and how many were forgotten. */
    ConnectionLimit limit() {
        return limit;
    }

    /** Number of RSTs that were outside the window. */
    long ignoredResets() {
        return ignoredResets;
    }

    /** Marks of a packet without a complete TCP header, which is not followed. */
    static int marksOfPart(long bits) {
        boolean reset = (PacketBits.flags(bits) & TcpFlags.RST) != 0;
        return reset && PacketBits.protocol(bits) == Protocols.TCP ? RESETS : 0;
    }

    /**
     * The round trip of the handshake that the last packet with {@link #ROUND_TRIP} completed: the
     * time from the last SYN before the SYN-ACK to this packet, which is the round trip on both
     * sides of the observer together.
     */
    long rttNanos() {
        return rttNanos;
    }

    /**
     * Follows a packet with a complete TCP header.
     *
     * @param at the flow's entry
     * @param batch holds the packet
     * @param i row of the packet
     * @param nanos time of the packet, or {@link TimeText#OUT_OF_RANGE}
     * @param from side of the flow that sent the packet: 0 or 1
     * @return marks of the packet: {@link PacketBits#RETRANSMIT}, {@link PacketBits#OUT_OF_ORDER},
     *     {@link PacketBits#ZERO_WINDOW}, {@link PacketBits#STARTS_CONNECTION}, {@link
     *     PacketBits#RESETS} and {@link #ROUND_TRIP}
     */
    int follow(int at, PacketBatch batch, int i, long nanos, int from) {
        timeNanos = nanos == TimeText.OUT_OF_RANGE ? limit.newestNanos : nanos;
        limit.newestNanos = Math.max(limit.newestNanos, timeNanos);
        return continues(at, batch, i, from) ? 0 : followOther(at, batch, i, from);
    }

    /**
     * Follows a segment that needs no closer look, as most do: one without SYN, FIN and RST that
     * acknowledges, or that continues the sequence numbers by more than one byte.
     *
     * @return false if the segment is none of these
     */
    private boolean continues(int at, PacketBatch batch, int i, int from) {
        long[] rows = entries.rows;
        int state = (int) rows[at + STATE];
        long sizes = batch.tcpSizes[i];
        int bytes = TcpBits.payload(sizes);
        int next = entries.next(at, from);
        int synSent = SENT_SYN << from | SYN_ANSWERED;
        boolean plain =
                (state & (FOLLOWED | LIVED | (NEXT_KNOWN | WINDOW_CLOSED) << from))
                                == (FOLLOWED | LIVED | NEXT_KNOWN << from)
                        && (state & (synSent | HANDSHAKE_COMPLETE)) != synSent
                        && (PacketBits.flags(batch.bits[i]) & SPECIAL) == 0
                        && TcpBits.window(sizes) != 0
                        && bytes != 1
                        && (bytes == 0 || TcpBits.seq(batch.tcpNumbers[i]) == next)
                        && !limit.isSilent(at);
        if (plain) {
            rows[at + LAST] = limit.newestNanos;
            entries.next(at, from, next + bytes);
        }
        return plain;
    }

    private int followOther(int at, PacketBatch batch, int i, int from) {
        long numbers = batch.tcpNumbers[i];
        long sizes = batch.tcpSizes[i];
        side = from;
        flags = PacketBits.flags(batch.bits[i]);
        seq = TcpBits.seq(numbers);
        ack = TcpBits.ack(numbers);
        payload = TcpBits.payload(sizes);
        window = TcpBits.window(sizes);
        length = payload + (has(TcpFlags.SYN) ? 1 : 0) + (has(TcpFlags.FIN) ? 1 : 0);
        return follow(at);
    }

    private int follow(int at) {
        boolean known = entries.is(at, FOLLOWED) && !limit.isSilent(at);
        if (!known) {
            limit.start(at);
        }
        entries.rows[at + LAST] = limit.newestNanos;
        if (has(TcpFlags.RST)) {
            return reset(at);
        }
        int starts = startsConnection(at, known) ? STARTS_CONNECTION : 0;
        if (starts != 0 && known) {
            forgetNumbers(at);
        }
        int roundTrip = completesHandshake(at) ? completeHandshake(at) : 0;
        int marks = starts | roundTrip | zeroWindow() | sequence(at);
        entries.set(at, WINDOW_CLOSED << side, window == 0);
        return marks;
    }

    /** Returns true if the segment can't belong to the connection so far. */
    private boolean startsConnection(int at, boolean known) {
        if (!has(TcpFlags.SYN)) {
            return false;
        }
        if (!has(TcpFlags.ACK)) {
            return !known || (entries.is(at, LIVED) && !isInitial(at, side, seq));
        }
        return entries.is(at, LIVED)
                && hasInitial(at, side)
                && hasInitial(at, side ^ 1)
                && !isInitial(at, side, seq)
                && entries.initial(at, side ^ 1) != ack - 1;
    }

    private void forgetNumbers(int at) {
        holes.release(entries.holes(at));
        entries.rows[at + STATE] = FOLLOWED;
    }

    private boolean hasInitial(int at, int side) {
        return entries.is(at, (INITIAL_SEEN | INITIAL_GUESSED) << side);
    }

    /**
     * Returns true if a SYN of a side has the initial sequence number that was seen or follows from
     * the other segments. If the number follows from what acknowledged the SYN, it may be that of
     * the data in the SYN.
     */
    private boolean isInitial(int at, int side, int seq) {
        int initial = entries.initial(at, side);
        if (entries.is(at, INITIAL_SEEN << side)) {
            return seq == initial;
        }
        return entries.is(at, INITIAL_GUESSED << side)
                && (seq == initial || seq + payload == initial);
    }

    private int reset(int at) {
        if (!acceptsReset(at)) {
            ignoredResets++;
            return 0;
        }
        live(at);
        return RESETS;
    }

    private boolean acceptsReset(int at) {
        if (entries.is(at, NEXT_KNOWN << side)) {
            int ahead = seq - entries.next(at, side);
            return ahead >= -mostInFlight(at) && ahead <= LARGEST_WINDOW;
        }
        int other = side ^ 1;
        if (entries.is(at, LIVED) || !entries.is(at, SENT_SYN << other)) {
            return true;
        }
        return has(TcpFlags.ACK)
                && (ack == entries.initial(at, other) + 1 || ack == entries.next(at, other));
    }

    /** How many of the bytes that the side has sent the other may not have received yet. */
    private int mostInFlight(int at) {
        int sent = entries.next(at, side) - entries.initial(at, side);
        boolean few = entries.is(at, INITIAL_SEEN << side) && sent >= 0;
        return few ? Math.min(sent, LARGEST_WINDOW) : LARGEST_WINDOW;
    }

    /** Notes a segment that isn't a SYN. The first one tells about the SYN that it answers. */
    private void live(int at) {
        int other = side ^ 1;
        if (!entries.is(at, LIVED) && has(TcpFlags.ACK) && !hasInitial(at, other)) {
            guessInitial(at, other, ack - 1);
        }
        entries.set(at, LIVED, true);
    }

    private void guessInitial(int at, int side, int seq) {
        entries.initial(at, side, seq);
        entries.set(at, INITIAL_GUESSED << side, true);
    }

    /** Lets a segment that isn't a SYN tell the initial sequence number of its side. */
    private void guessInitial(int at) {
        boolean lower = length > 0 && seq - 1 - entries.initial(at, side) < 0;
        if (!hasInitial(at, side) || (lower && !entries.is(at, INITIAL_SEEN << side))) {
            guessInitial(at, side, seq - 1);
        }
    }

    private boolean has(int wanted) {
        return (flags & wanted) != 0;
    }

    private int zeroWindow() {
        boolean plain = !has(SPECIAL);
        return plain && window == 0 ? ZERO_WINDOW : 0;
    }

    private boolean completesHandshake(int at) {
        int synSent = SENT_SYN << side;
        int wanted = synSent | SYN_ANSWERED;
        return (entries.rows[at + STATE] & (wanted | HANDSHAKE_COMPLETE)) == wanted
                && (flags & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.ACK
                && ack == entries.initial(at, side ^ 1) + 1;
    }

    private int completeHandshake(int at) {
        long rtt = timeNanos - entries.rows[at + CLOCK];
        entries.rows[at + CLOCK] = rtt;
        entries.set(at, HANDSHAKE_COMPLETE, true);
        rttNanos = rtt;
        return rtt >= 0 ? ROUND_TRIP : 0;
    }

    private int sequence(int at) {
        if (has(TcpFlags.SYN)) {
            return has(TcpFlags.ACK) ? synAck(at) : syn(at);
        }
        live(at);
        guessInitial(at);
        if (length == 0) {
            return 0;
        }
        boolean known = entries.is(at, NEXT_KNOWN << side);
        int next = entries.next(at, side);
        if (length == 1 && payload == 1) {
            boolean keepsAlive = known && seq == next - 1;
            if (keepsAlive || entries.is(at, WINDOW_CLOSED << (side ^ 1))) {
                return 0;
            }
        }
        int ahead = seq - next;
        if (!known || ahead > LARGEST_JUMP || ahead < -LARGEST_JUMP) {
            restart(at, side, seq + length);
            return 0;
        }
        if (ahead < 0) {
            return below(at, seq + length);
        }
        if (ahead > 0) {
            entries.holes(at, holes.open(entries.holes(at), side, next, seq, timeNanos));
        }
        entries.next(at, side, seq + length);
        return 0;
    }

    /** Handles a segment that starts below the highest sequence number so far. */
    private int below(int at, int end) {
        int marks = RETRANSMIT;
        if (entries.holes(at) != SequenceHoles.NONE) {
            long opened = holes.openedAt(entries.holes(at), side, seq);
            if (opened != SequenceHoles.NOT_IN_HOLE && timeNanos - opened <= reorderNanos(at)) {
                marks = OUT_OF_ORDER;
            }
            entries.holes(at, holes.fill(entries.holes(at), side, seq, end));
        }
        if (end - entries.next(at, side) > 0) {
            entries.next(at, side, end);
        }
        return marks;
    }

    private long reorderNanos(int at) {
        long rtt = entries.is(at, HANDSHAKE_COMPLETE) ? entries.rows[at + CLOCK] : -1;
        return rtt >= 0 ? rtt : DEFAULT_REORDER_NANOS;
    }

    private int syn(int at) {
        boolean again = entries.is(at, SENT_SYN << side) && seq == entries.initial(at, side);
        int marks = again ? RETRANSMIT : startSide(at);
        entries.set(at, SENT_SYN << side, true);
        if (!again && entries.is(at, SENT_SYN_ACK << (side ^ 1))) {
            // The SYN-ACK overtook it.
            entries.rows[at + CLOCK] = timeNanos;
            entries.set(at, SYN_ANSWERED, true);
        } else if (!entries.is(at, SYN_ANSWERED)) {
            entries.rows[at + CLOCK] = timeNanos;
        }
        return marks;
    }

    private int synAck(int at) {
        if (entries.is(at, SENT_SYN_ACK << side) && seq == entries.initial(at, side)) {
            return RETRANSMIT;
        }
        int other = side ^ 1;
        int marks = startSide(at);
        entries.set(at, SENT_SYN_ACK << side, true);
        boolean answers =
                entries.is(at, SENT_SYN << other) && ack == entries.initial(at, other) + 1;
        entries.set(at, SYN_ANSWERED, answers || entries.is(at, HANDSHAKE_COMPLETE));
        if (!entries.is(at, INITIAL_SEEN << other)) {
            guessInitial(at, other, ack - 1);
        }
        entries.set(at, LIVED, true);
        return marks;
    }

    /** Takes the initial sequence number of the side from its SYN, which may be late. */
    private int startSide(int at) {
        boolean late = entries.is(at, NEXT_KNOWN << side) && isInitial(at, side, seq);
        if (!late) {
            restart(at, side, seq + length);
        }
        boolean overtaken = late && !entries.is(at, INITIAL_SEEN << side);
        entries.initial(at, side, seq);
        entries.set(at, INITIAL_SEEN << side, true);
        return overtaken ? OUT_OF_ORDER : 0;
    }

    /** Makes a side continue from this sequence number. */
    private void restart(int at, int side, int next) {
        entries.holes(at, holes.clear(entries.holes(at), side));
        entries.set(at, NEXT_KNOWN << side, true);
        entries.next(at, side, next);
    }
}
