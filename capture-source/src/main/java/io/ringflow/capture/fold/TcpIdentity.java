package io.ringflow.capture.fold;

import static io.ringflow.capture.fold.ConnectionBits.*;

import io.ringflow.model.TcpFlags;

/**
 * Tells which segments belong to the connection of an entry, by the initial sequence numbers of its
 * sides: those of its SYNs or, if a SYN was not seen yet, those that follow from other segments.
 * Not thread-safe.
 */
final class TcpIdentity {

    private static final int LARGEST_WINDOW = 0xffff;

    private final FlowEntries entries;
    private final TcpSegment segment;

    /**
     * Creates an instance.
     *
     * @param segment the segment that is being followed
     */
    TcpIdentity(FlowEntries entries, TcpSegment segment) {
        this.entries = entries;
        this.segment = segment;
    }

    /** Returns true if the segment can't belong to the connection so far. */
    boolean startsConnection(int at, boolean known) {
        if (!segment.has(TcpFlags.SYN)) {
            return false;
        }
        if (!segment.has(TcpFlags.ACK)) {
            return !known || (entries.is(at, LIVED) && !isInitial(at));
        }
        int other = segment.side ^ 1;
        return entries.is(at, LIVED)
                && hasInitial(at, segment.side)
                && hasInitial(at, other)
                && !isInitial(at)
                && entries.initial(at, other) != segment.ack - 1;
    }

    private boolean hasInitial(int at, int side) {
        return entries.is(at, (INITIAL_SEEN | INITIAL_GUESSED) << side);
    }

    /**
     * Returns true if a SYN has the initial sequence number of its side. If the number follows from
     * what acknowledged the SYN, it may be that of the data in the SYN.
     */
    boolean isInitial(int at) {
        int initial = entries.initial(at, segment.side);
        if (entries.is(at, INITIAL_SEEN << segment.side)) {
            return segment.seq == initial;
        }
        return entries.is(at, INITIAL_GUESSED << segment.side)
                && (segment.seq == initial || segment.seq + segment.payload == initial);
    }

    /** Returns true if the receiver of a RST accepts it (RFC 9293, 3.10.7). */
    boolean acceptsReset(int at) {
        int side = segment.side;
        if (entries.is(at, NEXT_KNOWN << side)) {
            int ahead = segment.seq - entries.next(at, side);
            return ahead >= -mostInFlight(at, side) && ahead <= LARGEST_WINDOW;
        }
        int other = side ^ 1;
        if (entries.is(at, LIVED) || !entries.is(at, SENT_SYN << other)) {
            return true;
        }
        return segment.has(TcpFlags.ACK)
                && (segment.ack == entries.initial(at, other) + 1
                        || segment.ack == entries.next(at, other));
    }

    /** How many of the bytes that a side has sent the other may not have received yet. */
    private int mostInFlight(int at, int side) {
        int sent = entries.next(at, side) - entries.initial(at, side);
        boolean few = entries.is(at, INITIAL_SEEN << side) && sent >= 0;
        return few ? Math.min(sent, LARGEST_WINDOW) : LARGEST_WINDOW;
    }

    /** Notes a segment that isn't a SYN. The first one tells about the SYN that it answers. */
    void live(int at) {
        int other = segment.side ^ 1;
        if (!entries.is(at, LIVED) && segment.has(TcpFlags.ACK) && !hasInitial(at, other)) {
            guess(at, other, segment.ack - 1);
        }
        entries.set(at, LIVED, true);
    }

    /** Lets a SYN-ACK tell the initial sequence number of the other side. */
    void liveBySynAck(int at) {
        int other = segment.side ^ 1;
        if (!entries.is(at, INITIAL_SEEN << other)) {
            guess(at, other, segment.ack - 1);
        }
        entries.set(at, LIVED, true);
    }

    /** Lets a segment that isn't a SYN tell the initial sequence number of its side. */
    void guessInitial(int at) {
        int side = segment.side;
        int initial = segment.seq - 1;
        boolean lower = segment.length > 0 && initial - entries.initial(at, side) < 0;
        if (!hasInitial(at, side) || (lower && !entries.is(at, INITIAL_SEEN << side))) {
            guess(at, side, initial);
        }
    }

    private void guess(int at, int side, int initial) {
        entries.initial(at, side, initial);
        entries.set(at, INITIAL_GUESSED << side, true);
    }

    /** Takes the initial sequence number of the side from its SYN. */
    void see(int at) {
        entries.initial(at, segment.side, segment.seq);
        entries.set(at, INITIAL_SEEN << segment.side, true);
    }
}
