package io.ringflow.capture.fold;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.model.text.TimeText;

/**
 * The event time of one capture: decides for each packet whether it is late, and tells a jump of
 * the capture's clock from disorder and from silence. Event time never goes back. The decisions
 * depend only on the times seen, in their order. Not thread-safe; used by the thread that reads the
 * capture.
 *
 * <ul>
 *   <li>A packet within the <em>jump distance</em> of the newest one is on time or late, as {@link
 *       EventTimeBuckets} says. The distance is {@link #JUMP_NANOS}, or ten times as long as a
 *       bucket stays open if that is more: no disorder of a capture comes near it.
 *   <li>Any other packet is held until the time of the next one is known, and so is the first
 *       packet of a capture.
 *   <li>Ahead: if the next packet is nearer to the newest one before than to the held one, the held
 *       packet's time is <em>wild</em>: it moves nothing, and the packet belongs to a flow of its
 *       own. Otherwise time has passed; or, if the held packet's time is within the jump distance
 *       of event time, the clock was set right again, and an epoch without an offset starts.
 *   <li>Behind: if the next packet continues from the held one, the clock was set back and a new
 *       epoch starts. Event time continues from where it was: the offset between packet time and
 *       event time changes. Otherwise the held packet is late.
 *   <li>A packet near a clock that the capture has left before is wild or late, until {@link
 *       #RETURN_RUN} packets in a row came from there; then that clock's epoch continues. So two
 *       clocks in one capture, in any mixture, neither carry event time away nor close a bucket for
 *       each packet.
 *   <li>The first packet is wild if the second one is behind it by more than the jump distance, but
 *       not before 1970: the other guess would make a single wild time the event time of the whole
 *       capture.
 * </ul>
 *
 * <p>Call {@link #held} first: if a packet is held, {@link #resolve} says what to do with it before
 * the next one is seen.
 */
final class EventClock {

    /** The packet belongs to the bucket of its event time. */
    static final int ON_TIME = 0;

    /** The packet is later than allowed and belongs to the oldest open bucket. */
    static final int LATE = 1;

    /** The caller must hold the packet until the next one shows what its time means. */
    static final int HOLD = 2;

    /**
     * The packet starts a new epoch, because the capture's clock was set: the caller closes all
     * open buckets, then treats the packet as on time.
     */
    static final int EPOCH = 3;

    /**
     * The packet's time is wrong and far ahead. It belongs to the oldest open bucket, but not to
     * the flow of other packets.
     */
    static final int WILD = 4;

    /** Stands for the next packet's time if there is none that could confirm the held one. */
    static final long NO_EVIDENCE = Long.MAX_VALUE;

    /** Times at least this far from the newest one are suspicious. */
    static final long JUMP_NANOS = 60_000_000_000L;

    /** The first two packets after a clock was set back are at most this far apart. */
    static final long CONTINUES_NANOS = 3_600_000_000_000L;

    /** Packets in a row by which a capture returns to a clock that it has left. */
    static final int RETURN_RUN = 64;

    /** No time; also the time of no packet. */
    private static final long NONE = Long.MIN_VALUE;

    private final EventTimeBuckets buckets;
    private final long jumpNanos;
    private final LeftClocks left;

    private long newestNanos = NONE;
    private long oldestOpenNanos;
    private long offsetNanos;

    /** The newest event time as the capture's clock showed it; before that, far from any other. */
    private long newestPacketNanos = Long.MIN_VALUE / 2;

    private boolean held;
    private long heldNanos;

    /** Whether a far time was seen since the last near one. */
    private boolean doubtful;

    /** Packets in a row near a known clock. */
    private int run;

    private long doubtfulAdvanceNanos = NONE;

    private long steps;
    private long wildTimes;

    EventClock(EventTimeBuckets buckets) {
        this.buckets = buckets;
        this.jumpNanos = Math.max(JUMP_NANOS, 10 * buckets.closingAfterNanos());
        this.left = new LeftClocks(jumpNanos);
        this.oldestOpenNanos = buckets.oldestOpenBucket(newestNanos);
    }

    /**
     * Lets event time start apart from the capture's clock, because that was set back while nothing
     * was captured.
     *
     * @param eventNanos event time, nanoseconds since the epoch
     * @param clockNanos what the capture's clock shows then
     */
    void start(long eventNanos, long clockNanos) {
        if (newestNanos != NONE || held) {
            throw new IllegalStateException("event time has started at " + newestNanos);
        }
        offsetNanos = eventNanos - clockNanos;
        if (isFar(eventNanos, clockNanos)) {
            steps++;
        }
    }

    /** Newest event time; {@link Long#MIN_VALUE} before the first packet. */
    long newestNanos() {
        return newestNanos;
    }

    /** Start of the oldest bucket that is open. */
    long oldestOpenNanos() {
        return oldestOpenNanos;
    }

    /** What must be added to a packet's time to get event time. */
    long offsetNanos() {
        return offsetNanos;
    }

    /** Number of epochs after the first one. */
    long steps() {
        return steps;
    }

    /** Number of packets whose time was unknown or far from those around them. */
    long wildTimes() {
        return wildTimes;
    }

    /** Returns true if a packet is held. */
    boolean held() {
        return held;
    }

    /**
     * Returns true if a packet is held that must be resolved before the next one is seen. A delayed
     * packet resolves it only if its time confirms it, or if no event time is known yet.
     *
     * @param delayed whether the next one is for {@link #seeDelayed}
     */
    boolean mustResolve(long nextNanos, boolean delayed) {
        return held && (!delayed || newestNanos == NONE || !isFar(nextNanos, heldNanos));
    }

    /** Returns what the next packet's time says about the held packet, for {@link #resolve}. */
    long evidence(long nextNanos, boolean delayed) {
        return delayed && isFar(nextNanos, heldNanos) ? NO_EVIDENCE : nextNanos;
    }

    /**
     * Takes note of a packet, which advances event time if it is the newest.
     *
     * @param packetNanos time of the packet, or {@link TimeText#OUT_OF_RANGE}
     * @return {@link #ON_TIME}, {@link #LATE}, {@link #WILD} or {@link #HOLD}
     */
    int see(long packetNanos) {
        long ahead = packetNanos - newestPacketNanos;
        if (ahead > jumpNanos || ahead < -jumpNanos) {
            return seeFar(packetNanos);
        }
        if (doubtful) {
            trust();
        }
        if (ahead > 0) {
            moveTo(packetNanos);
        }
        return packetNanos + offsetNanos < oldestOpenNanos ? LATE : ON_TIME;
    }

    /**
     * Takes note of a packet that has waited in the decoder, such as an IP fragment whose datagram
     * never became complete. It may be far behind without saying anything about the clock.
     *
     * @return {@link #ON_TIME}, {@link #LATE}, {@link #WILD}, or {@link #HOLD} if no packet is held
     */
    int seeDelayed(long packetNanos) {
        boolean far = isFar(packetNanos, newestPacketNanos);
        if (far && newestNanos != NONE && packetNanos < newestPacketNanos) {
            return LATE;
        }
        return far && held ? wild(packetNanos) : see(packetNanos);
    }

    /**
     * Decides about the held packet.
     *
     * @param nextNanos time of the packet after it; {@link #NO_EVIDENCE} if none comes or if it has
     *     no time
     * @return {@link #EPOCH}, {@link #ON_TIME}, {@link #LATE} or {@link #WILD}
     */
    int resolve(long nextNanos) {
        if (!held) {
            throw new IllegalStateException("no packet is held at " + nextNanos);
        }
        held = false;
        boolean last = nextNanos == NO_EVIDENCE;
        if (newestNanos == NONE) {
            return resolveFirst(last ? heldNanos : nextNanos);
        }
        if (run >= RETURN_RUN) {
            boolean confirmed = !last && !isFar(nextNanos, heldNanos);
            return confirmed ? startEpoch(heldNanos) : wild(heldNanos);
        }
        boolean nearer =
                last
                        || LeftClocks.distance(nextNanos, heldNanos)
                                < LeftClocks.distance(nextNanos, newestPacketNanos);
        if (heldNanos > newestPacketNanos) {
            if (!nearer) {
                return wild(heldNanos);
            }
            return isFar(heldNanos, newestNanos) ? passTime(heldNanos) : setRight(heldNanos);
        }
        boolean continues = !last && nearer && continues(heldNanos, nextNanos);
        return continues ? startEpoch(heldNanos) : wild(heldNanos);
    }

    private int resolveFirst(long nextNanos) {
        boolean near = nextNanos >= heldNanos || !isFar(nextNanos, heldNanos);
        if (near || nextNanos < 0) {
            moveTo(heldNanos);
            return heldNanos + offsetNanos < oldestOpenNanos ? LATE : ON_TIME;
        }
        moveTo(nextNanos);
        return wild(heldNanos);
    }

    private boolean continues(long from, long nextNanos) {
        long limit = nextNanos < from ? jumpNanos : CONTINUES_NANOS;
        return LeftClocks.distance(nextNanos, from) <= limit;
    }

    private int seeFar(long packetNanos) {
        if (packetNanos == TimeText.OUT_OF_RANGE) {
            wildTimes++;
            return LATE;
        }
        doubtful = true;
        if (newestNanos != NONE && left.holds(packetNanos)) {
            run++;
            if (run < RETURN_RUN) {
                return wild(packetNanos);
            }
        } else {
            run = 0;
        }
        held = true;
        heldNanos = packetNanos;
        return HOLD;
    }

    /**
     * Advances event time although no packet arrived. A time far from the newest one counts if the
     * next call, without a packet in between, confirms it.
     *
     * @return {@link #EPOCH} if the clock was set back, so that the caller closes all open buckets;
     *     otherwise {@link #ON_TIME}
     */
    int advance(long nanos) {
        if (newestNanos == NONE) {
            moveTo(nanos);
        } else if (isFar(nanos, newestPacketNanos)) {
            return advanceFar(nanos);
        } else if (nanos > newestPacketNanos) {
            moveTo(nanos);
        }
        doubtfulAdvanceNanos = NONE;
        return ON_TIME;
    }

    private int advanceFar(long nanos) {
        doubtful = true;
        if (doubtfulAdvanceNanos == NONE || isFar(nanos, doubtfulAdvanceNanos)) {
            doubtfulAdvanceNanos = nanos;
            return ON_TIME;
        }
        if (nanos < newestPacketNanos || left.holds(nanos)) {
            return startEpoch(nanos);
        }
        return isFar(nanos, newestNanos) ? passTime(nanos) : setRight(nanos);
    }

    private int passTime(long packetNanos) {
        left.replace(packetNanos, newestPacketNanos);
        trust();
        moveTo(packetNanos);
        return ON_TIME;
    }

    /** Sets the offset so that event time continues with this packet. */
    private int startEpoch(long packetNanos) {
        return startEpoch(packetNanos, newestNanos);
    }

    /** Starts an epoch of a clock that agrees with event time. */
    private int setRight(long packetNanos) {
        return startEpoch(packetNanos, Math.max(newestNanos, packetNanos));
    }

    private int startEpoch(long packetNanos, long eventNanos) {
        left.replace(packetNanos, newestPacketNanos);
        trust();
        offsetNanos = eventNanos - packetNanos;
        moveTo(packetNanos);
        steps++;
        return EPOCH;
    }

    private void trust() {
        doubtful = false;
        run = 0;
        doubtfulAdvanceNanos = NONE;
    }

    private int wild(long packetNanos) {
        wildTimes++;
        return packetNanos > newestPacketNanos ? WILD : LATE;
    }

    private void moveTo(long packetNanos) {
        // Before the first packet the oldest bucket is that of 1970, which may be ahead of it.
        boolean first = newestNanos == NONE;
        newestPacketNanos = packetNanos;
        newestNanos = packetNanos + offsetNanos;
        if (first || newestNanos - oldestOpenNanos >= buckets.closingAfterNanos()) {
            oldestOpenNanos = buckets.oldestOpenBucket(newestNanos);
        }
    }

    private boolean isFar(long nanos, long other) {
        return LeftClocks.distance(nanos, other) > jumpNanos;
    }
}
