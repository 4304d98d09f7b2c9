package io.ringflow.capture.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keeps the readers of capture files that one job has in this process near each other in event
 * time. What a reader emits ahead of the slowest one waits downstream, so a reader pauses when this
 * is too much. The slowest reader never waits, and neither does one alone, so that some reader can
 * always continue. Thread-safe.
 *
 * <p>Instances are found through a static map because Flink creates readers from a serialized
 * source.
 */
final class ReaderAlignment {

    /** What a reader may emit ahead of the slowest one. */
    static final long MOST_BYTES_AHEAD = 32 << 20;

    /** What a closed bucket costs downstream, however few fragments it has. */
    static final long BUCKET_BYTES = 64 << 10;

    private static final Map<String, ReaderAlignment> BY_JOB = new HashMap<>();

    private final List<Member> members = new ArrayList<>();

    private record Emitted(long nanos, long bytes) {}

    /** A reader. All methods but the wake-up are called by its fetcher thread. */
    static final class Member {

        private final String job;
        private final ReaderAlignment alignment;
        private final Runnable wakeUp;
        private final Deque<Emitted> ahead = new ArrayDeque<>();
        private long bytesAhead;
        private long positionNanos = Long.MAX_VALUE;
        private boolean waiting;

        private Member(String job, ReaderAlignment alignment, Runnable wakeUp) {
            this.job = job;
            this.alignment = alignment;
            this.wakeUp = wakeUp;
        }

        /**
         * Reports where the reader is, and asks whether it may continue.
         *
         * @param nanos event time of what it reads next; {@link Long#MAX_VALUE} if it has nothing
         *     to read, so that nobody waits for it
         * @return false if it is too far ahead; its wake-up runs when that has changed
         */
        boolean mayRead(long nanos) {
            return alignment.mayRead(this, nanos);
        }

        /**
         * Takes note of a closed bucket that the reader has emitted.
         *
         * @param nanos event time when it was closed
         */
        void emitted(long nanos, long bytes) {
            alignment.emitted(this, new Emitted(nanos, bytes + BUCKET_BYTES));
        }

        /** Leaves: nobody waits for this reader any more. */
        void leave() {
            alignment.leave(this);
        }

        private boolean isTooFarAhead(long slowestNanos) {
            while (!ahead.isEmpty() && ahead.element().nanos() <= slowestNanos) {
                bytesAhead -= ahead.remove().bytes();
            }
            // The slowest reader must never wait, whatever it has emitted.
            return positionNanos > slowestNanos && bytesAhead > MOST_BYTES_AHEAD;
        }
    }

    private ReaderAlignment() {}

    /**
     * Adds a reader, which must leave when it is closed.
     *
     * @param job the job's id; null for a reader that is never aligned
     * @param wakeUp wakes the reader up when it may continue; must not block
     */
    static Member join(String job, Runnable wakeUp) {
        synchronized (BY_JOB) {
            ReaderAlignment alignment =
                    job == null
                            ? new ReaderAlignment()
                            : BY_JOB.computeIfAbsent(job, id -> new ReaderAlignment());
            Member member = new Member(job, alignment, wakeUp);
            alignment.add(member);
            return member;
        }
    }

    private synchronized void add(Member member) {
        members.add(member);
    }

    private void leave(Member member) {
        synchronized (BY_JOB) {
            synchronized (this) {
                members.remove(member);
                wakeUpOthers(member);
                if (members.isEmpty() && member.job != null) {
                    BY_JOB.remove(member.job, this);
                }
            }
        }
    }

    private synchronized void emitted(Member member, Emitted emitted) {
        if (members.size() > 1) {
            member.ahead.add(emitted);
            member.bytesAhead += emitted.bytes();
        }
    }

    private synchronized boolean mayRead(Member member, long nanos) {
        member.positionNanos = nanos;
        wakeUpOthers(member);
        member.waiting = member.isTooFarAhead(slowestBut(member));
        return !member.waiting;
    }

    private void wakeUpOthers(Member member) {
        for (Member other : members) {
            if (other.waiting && other != member && !other.isTooFarAhead(slowestBut(other))) {
                other.waiting = false;
                other.wakeUp.run();
            }
        }
    }

    private long slowestBut(Member member) {
        long slowest = Long.MAX_VALUE;
        for (Member other : members) {
            if (other != member) {
                slowest = Math.min(slowest, other.positionNanos);
            }
        }
        return slowest;
    }
}
