package io.ringflow.capture.stream;

/**
 * The DNS queries that were not answered yet, and when they were sent. Has a fixed number of slots;
 * a query displaces the one in its slot. Not thread-safe.
 */
final class DnsQueries {

    private static final int SLOTS = 1 << 14;
    private static final long UNKNOWN = -1;

    private final long[] keys = new long[SLOTS];
    private final long[] sentNanos = new long[SLOTS];

    private static long key(long connection, int id) {
        long key = (connection ^ id * 0x9e37_79b9_7f4a_7c15L) * 0xd1b5_4a32_d192_ed03L;
        return key ^ key >>> 32;
    }

    /** Notes a query, unless it repeats one. */
    void sent(long connection, int id, long nanos) {
        long key = key(connection, id);
        int slot = (int) key & SLOTS - 1;
        boolean repeated = keys[slot] == key && nanos - sentNanos[slot] < KeptStreams.TIMEOUT_NANOS;
        if (!repeated) {
            keys[slot] = key;
            sentNanos[slot] = nanos;
        }
    }

    /** Forgets a query. Returns the nanoseconds from it to its response, or -1 if unknown. */
    long answered(long connection, int id, long nanos) {
        long key = key(connection, id);
        int slot = (int) key & SLOTS - 1;
        if (keys[slot] != key) {
            return UNKNOWN;
        }
        keys[slot] = 0;
        long latency = nanos - sentNanos[slot];
        return latency >= 0 && latency < KeptStreams.TIMEOUT_NANOS ? latency : UNKNOWN;
    }
}
