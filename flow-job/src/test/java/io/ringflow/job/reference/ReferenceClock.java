package io.ringflow.job.reference;

import io.ringflow.job.settings.FlowSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the event time of each packet of a capture: which packets are late, where the capture's
 * clock was set, and which times are wild. Independent of the job's own clock; the rules are those
 * of {@code docs/internals/04-event-time.md}.
 */
final class ReferenceClock {

    private static final long SECOND = 1_000_000_000;
    private static final long HOUR = 3_600 * SECOND;
    private static final int RETURN_RUN = 64;
    private static final int CLOCKS = 4;

    /**
     * A packet with its event time.
     *
     * @param newest newest event time of the capture when the packet was counted
     * @param offset event time minus the packet's own time
     * @param late whether it belongs to the oldest open bucket
     * @param wild whether its time is wrong and far ahead, so that it belongs to another flow
     * @param bucket start of its bucket
     */
    record Timed(
            WirePacket packet, long newest, long offset, boolean late, boolean wild, long bucket) {

        Timed with(WirePacket other) {
            return new Timed(other, newest, offset, late, wild, bucket);
        }
    }

    private final long bucketNanos;
    private final long latenessNanos;
    private final long jump;
    private final List<Timed> timed = new ArrayList<>();

    /** The newest times of the clocks that the capture has left, the oldest one first. */
    private final List<Long> left = new ArrayList<>();

    private boolean started;

    /** Newest packet time of the clock at hand. */
    private long now;

    private long offset;
    private int returning;

    private ReferenceClock(FlowSettings settings) {
        bucketNanos = settings.bucket().toNanos();
        latenessNanos = settings.allowedLateness().toNanos();
        jump = Math.max(60 * SECOND, 10 * (bucketNanos + latenessNanos));
    }

    /** Returns the packets of a capture in the order in which they are folded. */
    static List<Timed> of(List<WirePacket> packets, FlowSettings settings) {
        ReferenceClock clock = new ReferenceClock(settings);
        WirePacket waiting = null;
        for (WirePacket packet : packets) {
            if (waiting != null && clock.settles(waiting, packet)) {
                clock.settle(
                        waiting, packet.nanos(), packet.delayed() && clock.far(waiting, packet));
                waiting = null;
            }
            boolean aside =
                    clock.isLongPast(packet) || (waiting != null && clock.isFar(packet, clock.now));
            if (packet.delayed() && aside) {
                clock.add(packet, true);
                continue;
            }
            if (clock.started && !clock.isFar(packet, clock.now)) {
                clock.returning = 0;
                clock.now = Math.max(clock.now, packet.nanos());
                clock.add(packet, clock.isLate(packet));
            } else if (clock.isShortReturn(packet)) {
                clock.add(packet, true);
            } else {
                waiting = packet;
            }
        }
        if (waiting != null) {
            clock.settle(waiting, waiting.nanos(), true);
        }
        return clock.timed;
    }

    /** Returns true if the next packet says what the time of a waiting one means. */
    private boolean settles(WirePacket waiting, WirePacket next) {
        return !next.delayed() || !started || !far(waiting, next);
    }

    private boolean far(WirePacket packet, WirePacket other) {
        return Math.abs(packet.nanos() - other.nanos()) > jump;
    }

    private boolean isLongPast(WirePacket packet) {
        return started && packet.nanos() < now && isFar(packet, now);
    }

    private boolean isFar(WirePacket packet, long from) {
        return !started || Math.abs(packet.nanos() - from) > jump;
    }

    /** Returns true for the first packets in a row that are near a clock left before. */
    private boolean isShortReturn(WirePacket packet) {
        for (int i = 0; i < left.size(); i++) {
            if (started && !isFar(packet, left.get(i))) {
                left.set(i, Math.max(left.get(i), packet.nanos()));
                returning++;
                return returning < RETURN_RUN;
            }
        }
        returning = 0;
        return false;
    }

    private void settle(WirePacket waiting, long next, boolean last) {
        long time = waiting.nanos();
        if (!started) {
            boolean wild = !last && next < time - jump && next >= 0;
            now = wild ? next : time;
            started = true;
            add(waiting, wild || isLate(waiting));
            return;
        }
        boolean nearer = last || Math.abs(next - time) < Math.abs(next - now);
        if (returning >= RETURN_RUN) {
            confirm(waiting, !last && Math.abs(next - time) <= jump, now + offset - time);
        } else if (time > now) {
            long ahead = Math.max(0, now + offset - time);
            confirm(waiting, nearer, isFar(waiting, now + offset) ? offset : ahead);
        } else {
            boolean continues = next >= time - jump && next <= time + HOUR;
            confirm(waiting, !last && nearer && continues, now + offset - time);
        }
    }

    private void confirm(WirePacket waiting, boolean jumps, long newOffset) {
        if (jumps) {
            left.removeIf(clock -> !isFar(waiting, clock));
            left.add(now);
            if (left.size() > CLOCKS) {
                left.removeFirst();
            }
            returning = 0;
            offset = newOffset;
            now = waiting.nanos();
        }
        add(waiting, !jumps);
    }

    private boolean isLate(WirePacket packet) {
        return packet.nanos() + offset < oldestOpen();
    }

    private long oldestOpen() {
        return bucketOf(now + offset - latenessNanos);
    }

    private long bucketOf(long nanos) {
        return Math.floorDiv(nanos, bucketNanos) * bucketNanos;
    }

    private void add(WirePacket packet, boolean late) {
        long bucket = late ? oldestOpen() : bucketOf(packet.nanos() + offset);
        boolean wild = late && packet.nanos() > now;
        timed.add(new Timed(packet, now + offset, offset, late, wild, bucket));
    }
}
