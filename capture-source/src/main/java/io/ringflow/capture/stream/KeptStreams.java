package io.ringflow.capture.stream;

import java.util.LinkedHashMap;

/**
 * The streams whose label isn't complete, by the fingerprint of their direction. At most {@link
 * #MOST}, each for at most {@link #TIMEOUT_NANOS}; the oldest makes room for a new one. One fetcher
 * thread.
 */
final class KeptStreams {

    static final int MOST = 1024;
    static final long TIMEOUT_NANOS = 30_000_000_000L;

    private final LinkedHashMap<Long, KeptStream> streams = new LinkedHashMap<>();

    /** Streams that were given up for want of room. */
    long displaced;

    /** The stream, or null. */
    KeptStream find(long key, long nowNanos) {
        if (streams.isEmpty()) {
            return null;
        }
        KeptStream stream = streams.get(key);
        if (stream != null && isOver(stream, nowNanos)) {
            streams.remove(key);
            return null;
        }
        return stream;
    }

    /** Begins a stream that isn't there yet. */
    KeptStream begin(long key, int start, long nowNanos) {
        while (!streams.isEmpty() && isOver(streams.firstEntry().getValue(), nowNanos)) {
            streams.pollFirstEntry();
        }
        if (streams.size() == MOST) {
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

    private static boolean isOver(KeptStream stream, long nowNanos) {
        return nowNanos - stream.sinceNanos >= TIMEOUT_NANOS;
    }
}
