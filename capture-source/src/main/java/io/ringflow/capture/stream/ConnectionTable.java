package io.ringflow.capture.stream;

import java.util.Arrays;

/**
 * The TCP connections of one capture: rows in an array, and a hash index over their fingerprints.
 *
 * <pre>
 *  word  content
 *   0    fingerprint
 *   1    newest time of the capture when the connection was last seen, nanoseconds since the epoch
 *   2    time of the SYN; once the handshake is complete, its round trip in nanoseconds
 *   3    next sequence number of side 1 (32) | of side 0 (32)
 *   4    sequence number of the SYN-ACK (32) | of the SYN (32)
 *   5    entry of {@link SequenceHoles} (32) | state (32)
 * </pre>
 *
 * A connection that was silent for the timeout counts as absent, although its row may still exist:
 * such rows are dropped when the array is full. If less than a quarter of the array is free then,
 * it doubles, up to the limit on connections. At the limit, the half of the connections that was
 * silent longest is forgotten and counted. Not thread-safe.
 */
final class ConnectionTable {

    /** Returned by {@link #find} if the connection is absent. */
    static final int NONE = -1;

    static final int LAST = 1;
    static final int CLOCK = 2;
    static final int NEXT = 3;
    static final int INITIAL = 4;
    static final int STATE = 5;

    private static final int KEY = 0;
    private static final int WORDS = 6;
    private static final int FIRST_CAPACITY = 1024;
    private static final long LOW_INT = 0xffff_ffffL;

    private final long timeoutNanos;
    private final int maxConnections;
    private final SequenceHoles holes;

    /** The rows. An offset into this array is valid until the next {@link #start}. */
    long[] rows;

    /** Newest time of the capture. */
    private long newestNanos;

    private int[] index;
    private int count;
    private long forgotten;

    /** The row of a silent connection that {@link #find} came across, or {@link #NONE}. */
    private int silentRow;

    /** The slot at which {@link #find} ended. */
    private int emptySlot;

    ConnectionTable(long timeoutNanos, int maxConnections, SequenceHoles holes) {
        this.timeoutNanos = timeoutNanos;
        this.maxConnections = maxConnections;
        this.holes = holes;
        int capacity = Math.min(FIRST_CAPACITY, maxConnections);
        rows = new long[capacity * WORDS];
        index = new int[indexLength(capacity)];
    }

    /** Number of connections that were forgotten before their timeout. */
    long forgotten() {
        return forgotten;
    }

    /** Number of rows in use, including those of silent connections. */
    int count() {
        return count;
    }

    long newestNanos() {
        return newestNanos;
    }

    /** Advances the newest time of the capture. */
    void advance(long timeNanos) {
        newestNanos = Math.max(newestNanos, timeNanos);
    }

    /**
     * Reads the rows of all segments, so that the processor fetches them in parallel rather than
     * one after the other.
     *
     * @return a value that depends on all reads, so that the compiler can't remove them
     */
    long touch(TcpSegments segments) {
        int mask = index.length - 1;
        long seen = 0;
        for (int k = 0; k < segments.count(); k++) {
            int row = index[(int) segments.key(k) & mask] - 1;
            if (row >= 0) {
                seen += rows[row * WORDS] + rows[row * WORDS + STATE];
            }
        }
        return seen;
    }

    /** Returns the offset of a connection's row, or {@link #NONE}. */
    int find(long key) {
        int mask = index.length - 1;
        int slot = (int) key & mask;
        int at = NONE;
        for (int row = index[slot]; row != 0; row = index[slot]) {
            if (rows[(row - 1) * WORDS + KEY] == key) {
                at = (row - 1) * WORDS;
                break;
            }
            slot = slot + 1 & mask;
        }
        emptySlot = slot;
        silentRow = NONE;
        if (at != NONE && newestNanos - rows[at + LAST] >= timeoutNanos) {
            silentRow = at;
            return NONE;
        }
        return at;
    }

    /**
     * Assigns a row to a connection. The last call of {@link #find} must have been for this key,
     * without success.
     *
     * @return the offset of the row, which is 0 except for the fingerprint
     */
    int start(long key) {
        int at = silentRow;
        if (at != NONE) {
            forgetHoles(at);
        } else {
            if ((count + 1) * WORDS > rows.length) {
                makeRoom();
                find(key);
            }
            at = count * WORDS;
            index[emptySlot] = ++count;
        }
        rows[at + KEY] = key;
        Arrays.fill(rows, at + 1, at + WORDS, 0);
        return at;
    }

    /** Returns true if one of the state bits is set. */
    boolean is(int at, int bit) {
        return (rows[at + STATE] & bit) != 0;
    }

    /** Sets or clears state bits. */
    void set(int at, int bit, boolean to) {
        long state = rows[at + STATE];
        rows[at + STATE] = to ? state | bit : state & ~(long) bit;
    }

    /** The next sequence number of a side. */
    int next(int at, int side) {
        return (int) (rows[at + NEXT] >>> (32 * side));
    }

    void next(int at, int side, int next) {
        int shift = 32 * side;
        long other = rows[at + NEXT] & ~(LOW_INT << shift);
        rows[at + NEXT] = other | ((next & LOW_INT) << shift);
    }

    /** The entry of {@link SequenceHoles}. */
    int holes(int at) {
        return (int) (rows[at + STATE] >>> 32);
    }

    void holes(int at, int entry) {
        rows[at + STATE] = (rows[at + STATE] & LOW_INT) | ((long) entry << 32);
    }

    private void forgetHoles(int at) {
        holes.release(holes(at));
    }

    private void makeRoom() {
        int capacity = rows.length / WORDS;
        drop(newestNanos - timeoutNanos, Integer.MAX_VALUE);
        if (count > capacity - (capacity + 3) / 4) {
            if (capacity < maxConnections) {
                int larger = (int) Math.min(maxConnections, capacity * 2L);
                rows = Arrays.copyOf(rows, larger * WORDS);
                index = new int[indexLength(larger)];
            } else {
                forgetLongestSilentHalf();
            }
        }
        Arrays.fill(index, 0);
        int mask = index.length - 1;
        for (int row = 0; row < count; row++) {
            int slot = (int) rows[row * WORDS + KEY] & mask;
            while (index[slot] != 0) {
                slot = slot + 1 & mask;
            }
            index[slot] = row + 1;
        }
    }

    private void forgetLongestSilentHalf() {
        long[] lasts = new long[count];
        for (int row = 0; row < count; row++) {
            lasts[row] = rows[row * WORDS + LAST];
        }
        Arrays.sort(lasts);
        int half = (count + 1) / 2;
        long bound = lasts[half - 1];
        int older = 0;
        while (lasts[older] < bound) {
            older++;
        }
        drop(bound, half - older);
        forgotten += half;
    }

    /**
     * Drops the rows that were last seen before {@code boundNanos}, and the first {@code atBound}
     * of those last seen at exactly that time. The index must be rebuilt afterwards.
     */
    private void drop(long boundNanos, int atBound) {
        int kept = 0;
        int left = atBound;
        for (int row = 0; row < count; row++) {
            int at = row * WORDS;
            long last = rows[at + LAST];
            if (last < boundNanos || (last == boundNanos && left-- > 0)) {
                forgetHoles(at);
            } else {
                System.arraycopy(rows, at, rows, kept++ * WORDS, WORDS);
            }
        }
        count = kept;
    }

    private static int indexLength(int capacity) {
        return Integer.highestOneBit(Math.max(2, capacity * 2 - 1)) * 2;
    }
}
