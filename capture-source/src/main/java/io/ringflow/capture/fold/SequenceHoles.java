package io.ringflow.capture.fold;

import java.util.Arrays;

/**
 * The sequence numbers that connections have skipped so far. A connection with holes has an entry
 * of eight words; most connections never have one. An entry holds the two newest holes of each
 * direction, the older hole first:
 *
 * <pre>
 *  word  content (+4 for the other direction)
 *   0    older hole: first sequence number (32) | end, exclusive (32); no hole if they are equal
 *   1    when it opened, nanoseconds since the epoch
 *   2    newer hole
 *   3    when it opened
 * </pre>
 *
 * Holes open only above all others, so the older hole has the smaller sequence numbers. A segment
 * in the middle of a hole splits it in two, and the oldest hole may be forgotten as a result. Not
 * thread-safe.
 */
final class SequenceHoles {

    /** No entry. */
    static final int NONE = 0;

    /** Returned by {@link #openedAt} if there is no hole. */
    static final long NOT_IN_HOLE = Long.MIN_VALUE;

    private static final int WORDS = 8;
    private static final int SIDE_WORDS = 4;
    private static final long LOW_INT = 0xffff_ffffL;

    private long[] words = new long[16 * WORDS];

    /** End of the entries that have been used at least once. Entry 0 is never used. */
    private int used = 1;

    /** Head of the list of released entries; the first word of an entry is the next one. */
    private int free = NONE;

    /** The holes of the direction that is being changed. */
    private long older;

    private long olderOpened;
    private long newer;
    private long newerOpened;

    /**
     * Opens a hole above all others of its direction.
     *
     * @param entry the entry of the connection, or {@link #NONE}
     * @param from first sequence number of the hole
     * @param to end of the hole, exclusive
     * @return the entry of the connection
     */
    int open(int entry, int side, int from, int to, long timeNanos) {
        int written = entry == NONE ? acquire() : entry;
        int at = written * WORDS + side * SIDE_WORDS;
        older = words[at];
        olderOpened = words[at + 1];
        newer = words[at + 2];
        newerOpened = words[at + 3];
        keep(from, to, timeNanos);
        write(at);
        return written;
    }

    /** The time at which the hole around a sequence number opened, or {@link #NOT_IN_HOLE}. */
    long openedAt(int entry, int side, int seq) {
        int at = entry * WORDS + side * SIDE_WORDS;
        for (int hole = at; hole < at + SIDE_WORDS; hole += 2) {
            int from = from(words[hole]);
            if (Integer.compareUnsigned(seq - from, to(words[hole]) - from) < 0) {
                return words[hole + 1];
            }
        }
        return NOT_IN_HOLE;
    }

    /**
     * Removes the sequence numbers of a segment from the holes.
     *
     * @param seq first sequence number of the segment
     * @param end end of the segment, exclusive
     * @return the entry of the connection, or {@link #NONE} if no hole is left
     */
    int fill(int entry, int side, int seq, int end) {
        int at = entry * WORDS + side * SIDE_WORDS;
        older = 0;
        newer = 0;
        keepRest(words[at], words[at + 1], seq, end);
        keepRest(words[at + 2], words[at + 3], seq, end);
        write(at);
        return releaseIfEmpty(entry);
    }

    /**
     * Removes the holes of a direction.
     *
     * @return the entry of the connection, or {@link #NONE} if no hole is left
     */
    int clear(int entry, int side) {
        if (entry == NONE) {
            return NONE;
        }
        int at = entry * WORDS + side * SIDE_WORDS;
        words[at] = 0;
        words[at + 2] = 0;
        return releaseIfEmpty(entry);
    }

    /** Releases an entry, unless it is {@link #NONE}. */
    void release(int entry) {
        if (entry != NONE) {
            words[entry * WORDS] = free;
            free = entry;
        }
    }

    private void keepRest(long hole, long opened, int seq, int end) {
        int from = from(hole);
        int to = to(hole);
        if (end - from <= 0 || seq - to >= 0) {
            keep(from, to, opened);
        } else {
            keep(from, seq, opened);
            keep(end, to, opened);
        }
    }

    private void keep(int from, int to, long opened) {
        if (to - from > 0) {
            older = newer;
            olderOpened = newerOpened;
            newer = ((long) from << 32) | (to & LOW_INT);
            newerOpened = opened;
        }
    }

    private void write(int at) {
        words[at] = older;
        words[at + 1] = olderOpened;
        words[at + 2] = newer;
        words[at + 3] = newerOpened;
    }

    private int releaseIfEmpty(int entry) {
        int at = entry * WORDS;
        for (int hole = at; hole < at + WORDS; hole += 2) {
            if (from(words[hole]) != to(words[hole])) {
                return entry;
            }
        }
        release(entry);
        return NONE;
    }

    private int acquire() {
        int entry = free;
        if (entry == NONE) {
            entry = used++;
            if (used * WORDS > words.length) {
                words = Arrays.copyOf(words, words.length * 2);
            }
        } else {
            free = (int) words[entry * WORDS];
        }
        Arrays.fill(words, entry * WORDS, (entry + 1) * WORDS, 0);
        return entry;
    }

    private static int from(long hole) {
        return (int) (hole >>> 32);
    }

    private static int to(long hole) {
        return (int) hole;
    }
}
