package io.ringflow.capture.stream;

import java.util.LinkedHashMap;

/**
 * The streams whose label isn't complete yet, by the fingerprint of their direction. Holds at most
 * {@link #MAX_STREAMS} streams, each for at most {@link #TIMEOUT_NANOS}. A new stream displaces the
 * oldest one if there are too many. Not thread-safe.
 */
final class KeptStreams {

    static final int MAX_STREAMS = 1024;
    static final long TIMEOUT_NANOS = 30_000_000_000L;

    private final LinkedHashMap<Long, KeptStream> streams = new LinkedHashMap<>();

    /** Number of streams that were displaced by others. */
    long displaced;

    /** Returns the stream, or null if there is none. */
    KeptStream find(long key, long nowNanos) {
        if (streams.isEmpty()) {
            return null;
        }
        KeptStream stream = streams.get(key);
        if (stream != null && isExpired(stream, nowNanos)) {
            streams.remove(key);
            return null;
        }
        return stream;
    }

    /**
     * Starts to keep a stream. {@link #find} must have returned null for it.
     *
     * @param start sequence number of the first byte of the stream
     */
    KeptStream start(long key, int start, long nowNanos) {
        while (!streams.isEmpty() && isExpired(streams.firstEntry().getValue(), nowNanos)) {
            streams.pollFirstEntry();
        }
        if (streams.size() == MAX_STREAMS) {
            streams.pollFirstEntry();
            displaced++;
        }
        KeptStream stream = new KeptStream(start, nowNanos);
        streams.put(key, stream);
        return stream;
    }

    void forget(long key) {
        streams.remove(key);
    }

    int count() {
        return streams.size();
    }

    private static boolean isExpired(KeptStream stream, long nowNanos) {
        return nowNanos - stream.sinceNanos >= TIMEOUT_NANOS;
    }
}
