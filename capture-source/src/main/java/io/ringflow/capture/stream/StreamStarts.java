package io.ringflow.capture.stream;

/**
 * The first sequence numbers of streams whose SYN was seen, kept until their first data arrives.
 * They show whether that data is the start of the stream or was sent after it. Has a fixed number
 * of slots; a new stream displaces the one in its slot. Not thread-safe.
 */
final class StreamStarts {

    private static final int SLOTS = 4096;

    private final long[] keys = new long[SLOTS];
    private final int[] starts = new int[SLOTS];

    /** Notes the sequence number of the first byte of a stream. */
    void note(long key, int start) {
        int slot = (int) key & SLOTS - 1;
        keys[slot] = key;
        starts[slot] = start;
    }

    /**
     * Number of bytes that are missing before the first data of a stream. Forgets the stream.
     *
     * @return 0 if no byte is missing, or if nothing is known about the stream
     */
    int missing(long key, int seq) {
        int slot = (int) key & SLOTS - 1;
        if (keys[slot] != key) {
            return 0;
        }
        keys[slot] = 0;
        int missing = seq - starts[slot];
        return missing > 0 && missing < StreamLabels.MAX_BYTES ? missing : 0;
    }
}
