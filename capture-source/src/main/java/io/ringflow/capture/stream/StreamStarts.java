package io.ringflow.capture.stream;

/**
 * Where streams begin whose SYN was seen, until their first data comes: so that data that comes
 * ahead of the first is known as such. A fixed number of slots; who comes later displaces who is in
 * its slot. One fetcher thread.
 */
final class StreamStarts {

    private static final int SLOTS = 4096;

    private final long[] keys = new long[SLOTS];
    private final int[] starts = new int[SLOTS];

    /** Notes the sequence number of a stream's first byte. */
    void note(long key, int start) {
        int slot = (int) key & SLOTS - 1;
        keys[slot] = key;
        starts[slot] = start;
    }

    /**
     * How many bytes are missing in front of the first data of a stream; asking forgets the stream.
     *
     * @return 0 where none is missing or nothing is known
     */
    int missing(long key, int seq) {
        int slot = (int) key & SLOTS - 1;
        if (keys[slot] != key) {
            return 0;
        }
        keys[slot] = 0;
        int missing = seq - starts[slot];
        return missing > 0 && missing < StreamLabels.MOST_BYTES ? missing : 0;
    }
}
