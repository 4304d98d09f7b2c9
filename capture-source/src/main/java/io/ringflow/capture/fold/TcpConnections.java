package io.ringflow.capture.fold;

import static io.ringflow.capture.fold.ConnectionBits.*;
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

    private final SequenceHoles holes = new SequenceHoles();
    private final FlowEntries entries;
    private final ConnectionLimit limit;
    private long rttNanos;
    private long ignoredResets;

    private final TcpSegment segment = new TcpSegment();
    private final TcpIdentity identity;
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
        this.identity = new TcpIdentity(entries, segment);
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
        if (continues(at, batch, i, from)) {
            return 0;
        }
        segment.read(batch, i, from);
        return follow(at);
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

    private int follow(int at) {
        boolean known = entries.is(at, FOLLOWED) && !limit.isSilent(at);
        if (!known) {
            limit.start(at);
        }
        entries.rows[at + LAST] = limit.newestNanos;
        if (segment.has(TcpFlags.RST)) {
            return reset(at);
        }
        int starts = identity.startsConnection(at, known) ? STARTS_CONNECTION : 0;
        if (starts != 0 && known) {
            forgetNumbers(at);
        }
        int roundTrip = completesHandshake(at) ? completeHandshake(at) : 0;
        int marks = starts | roundTrip | zeroWindow() | sequence(at);
        entries.set(at, WINDOW_CLOSED << segment.side, segment.window == 0);
        return marks;
    }

    private void forgetNumbers(int at) {
        holes.release(entries.holes(at));
        entries.rows[at + STATE] = FOLLOWED;
    }

    private int reset(int at) {
        if (!identity.acceptsReset(at)) {
            ignoredResets++;
            return 0;
        }
        identity.live(at);
        return RESETS;
    }

    private int zeroWindow() {
        boolean plain = !segment.has(SPECIAL);
        return plain && segment.window == 0 ? ZERO_WINDOW : 0;
    }

    private boolean completesHandshake(int at) {
        int synSent = SENT_SYN << segment.side;
        int wanted = synSent | SYN_ANSWERED;
        return (entries.rows[at + STATE] & (wanted | HANDSHAKE_COMPLETE)) == wanted
                && (segment.flags & (TcpFlags.SYN | TcpFlags.ACK)) == TcpFlags.ACK
                && segment.ack == entries.initial(at, segment.side ^ 1) + 1;
    }

    private int completeHandshake(int at) {
        long rtt = timeNanos - entries.rows[at + CLOCK];
        entries.rows[at + CLOCK] = rtt;
        entries.set(at, HANDSHAKE_COMPLETE, true);
        rttNanos = rtt;
        return rtt >= 0 ? ROUND_TRIP : 0;
    }

    private int sequence(int at) {
        if (segment.has(TcpFlags.SYN)) {
            return segment.has(TcpFlags.ACK) ? synAck(at) : syn(at);
        }
        identity.live(at);
        identity.guessInitial(at);
        if (segment.length == 0) {
            return 0;
        }
        boolean known = entries.is(at, NEXT_KNOWN << segment.side);
        int next = entries.next(at, segment.side);
        if (segment.length == 1 && segment.payload == 1) {
            boolean keepsAlive = known && segment.seq == next - 1;
            if (keepsAlive || entries.is(at, WINDOW_CLOSED << (segment.side ^ 1))) {
                return 0;
            }
        }
        int ahead = segment.seq - next;
        if (!known || ahead > LARGEST_JUMP || ahead < -LARGEST_JUMP) {
            restart(at, segment.side, segment.seq + segment.length);
            return 0;
        }
        if (ahead < 0) {
            return below(at, segment.seq + segment.length);
        }
        if (ahead > 0) {
            int before = entries.holes(at);
            entries.holes(at, holes.open(before, segment.side, next, segment.seq, timeNanos));
        }
        entries.next(at, segment.side, segment.seq + segment.length);
        return 0;
    }

    /** Handles a segment that starts below the highest sequence number so far. */
    private int below(int at, int end) {
        int marks = RETRANSMIT;
        if (entries.holes(at) != SequenceHoles.NONE) {
            long opened = holes.openedAt(entries.holes(at), segment.side, segment.seq);
            if (opened != SequenceHoles.NOT_IN_HOLE && timeNanos - opened <= reorderNanos(at)) {
                marks = OUT_OF_ORDER;
            }
            entries.holes(at, holes.fill(entries.holes(at), segment.side, segment.seq, end));
        }
        if (end - entries.next(at, segment.side) > 0) {
            entries.next(at, segment.side, end);
        }
        return marks;
    }

    private long reorderNanos(int at) {
        long rtt = entries.is(at, HANDSHAKE_COMPLETE) ? entries.rows[at + CLOCK] : -1;
        return rtt >= 0 ? rtt : DEFAULT_REORDER_NANOS;
    }

    private int syn(int at) {
        boolean again = repeats(at, SENT_SYN);
        int marks = again ? RETRANSMIT : startSide(at);
        entries.set(at, SENT_SYN << segment.side, true);
        boolean overtaken = !again && entries.is(at, SENT_SYN_ACK << (segment.side ^ 1));
        if (overtaken ? !entries.is(at, HANDSHAKE_COMPLETE) : !entries.is(at, SYN_ANSWERED)) {
            entries.rows[at + CLOCK] = timeNanos;
        }
        if (overtaken) {
            entries.set(at, SYN_ANSWERED, true);
        }
        return marks;
    }

    /** Returns true if the side has sent the same SYN before. */
    private boolean repeats(int at, int sent) {
        return entries.is(at, sent << segment.side)
                && segment.seq == entries.initial(at, segment.side);
    }

    private int synAck(int at) {
        if (repeats(at, SENT_SYN_ACK)) {
            return RETRANSMIT;
        }
        int other = segment.side ^ 1;
        int marks = startSide(at);
        entries.set(at, SENT_SYN_ACK << segment.side, true);
        boolean answers =
                entries.is(at, SENT_SYN << other) && segment.ack == entries.initial(at, other) + 1;
        entries.set(at, SYN_ANSWERED, answers || entries.is(at, HANDSHAKE_COMPLETE));
        identity.liveBySynAck(at);
        return marks;
    }

    /** Takes the initial sequence number of the side from its SYN, which may be late. */
    private int startSide(int at) {
        boolean late = entries.is(at, NEXT_KNOWN << segment.side) && identity.isInitial(at);
        if (!late) {
            restart(at, segment.side, segment.seq + segment.length);
        }
        boolean overtaken = late && !entries.is(at, INITIAL_SEEN << segment.side);
        identity.see(at);
        return overtaken ? OUT_OF_ORDER : 0;
    }

    /** Makes a side continue from this sequence number. */
    private void restart(int at, int side, int next) {
        entries.holes(at, holes.clear(entries.holes(at), side));
        entries.set(at, NEXT_KNOWN << side, true);
        entries.next(at, side, next);
    }
}
