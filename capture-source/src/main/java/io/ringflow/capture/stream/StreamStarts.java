package io.ringflow.capture.stream;

/**
 * The first sequence numbers of streams whose SYN was seen, kept until their first data arrives.
 * They show whether that data is the start of the stream or was sent after it. Has a fixed number
 * of sets of slots; a new stream displaces the oldest one of its set. Not thread-safe.
 */
final class StreamStarts {

    private static final int SLOTS = 4096;

    /** Slots of a set: among a few hundred streams, hardly any is displaced too early. */
    static final int WAYS = 4;

    private final long[] keys = new long[SLOTS];
    private final int[] starts = new int[SLOTS];

    /** Notes the sequence number of the first byte of a stream. */
    void note(long key, int start) {
        int newest = firstSlot(key);
        int slot = newest;
        while (slot < newest + WAYS - 1 && keys[slot] != key) {
            slot++;
        }
        System.arraycopy(keys, newest, keys, newest + 1, slot - newest);
        System.arraycopy(starts, newest, starts, newest + 1, slot - newest);
        keys[newest] = key;
        starts[newest] = start;
    }

    /**
     * Number of bytes that are missing before the first data of a stream. Forgets the stream.
     *
     * @return 0 if no byte is missing, or if nothing is known about the stream
     */
    int missing(long key, int seq) {
        int slot = firstSlot(key);
        int end = slot + WAYS;
        while (slot < end && keys[slot] != key) {
            slot++;
        }
        if (slot == end) {
            return 0;
        }
        keys[slot] = 0;
        int missing = seq - starts[slot];
        return missing > 0 && missing < StreamLabels.MAX_BYTES ? missing : 0;
    }

    private static int firstSlot(long key) {
        return (int) key & SLOTS - WAYS;
    }
}
