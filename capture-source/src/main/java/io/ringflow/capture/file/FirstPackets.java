package io.ringflow.capture.file;

import io.ringflow.model.text.TimeText;
import java.io.IOException;
import java.util.Arrays;

/**
 * When a capture file starts, found out by a look at its first packets, after which the file is
 * closed again. Immutable.
 *
 * @param lowestNanos no packet at the start of the file is earlier, nanoseconds since the epoch;
 *     {@link Long#MIN_VALUE} if that is unknown, as for a pipe, a file without packets and one with
 *     a packet out of the range of times
 * @param typicalNanos time of the first packet, unless that one is wild; {@link Long#MIN_VALUE} if
 *     unknown
 */
public record FirstPackets(long lowestNanos, long typicalNanos) {

    private static final FirstPackets UNKNOWN = new FirstPackets(Long.MIN_VALUE, Long.MIN_VALUE);

    /** Enough packets that not all of them are wild. */
    private static final int PACKETS = 32;

    /** Of this many packets, the one in the middle is typical. */
    private static final int TYPICAL = 3;

    /**
     * Looks at the first packets of a file. A pipe is left alone.
     *
     * @throws io.ringflow.capture.CaptureException if the file can't be read or is not a capture
     */
    public static FirstPackets of(String path) {
        if (CaptureFiles.isReadOnce(path)) {
            return UNKNOWN;
        }
        try {
            return CaptureFiles.isIncomplete(path) ? UNKNOWN : ofComplete(path);
        } catch (IOException e) {
            throw CaptureFiles.unreadable(path, e);
        }
    }

    private static FirstPackets ofComplete(String path) throws IOException {
        try (CaptureReader reader = CaptureFiles.open(path)) {
            long[] times = new long[PACKETS];
            int count = 0;
            while (count < PACKETS && reader.hasNext()) {
                if (reader.timeNanos == TimeText.OUT_OF_RANGE) {
                    return UNKNOWN;
                }
                times[count++] = reader.timeNanos;
                reader.leaveOut();
            }
            return count == 0 ? UNKNOWN : of(Arrays.copyOf(times, count));
        }
    }

    private static FirstPackets of(long[] times) {
        long[] first = Arrays.copyOf(times, Math.min(TYPICAL, times.length));
        Arrays.sort(first);
        return new FirstPackets(
                Arrays.stream(times).min().orElseThrow(), first[(first.length - 1) / 2]);
    }

    /** Returns true if the times are known. */
    boolean known() {
        return lowestNanos != Long.MIN_VALUE;
    }
}
