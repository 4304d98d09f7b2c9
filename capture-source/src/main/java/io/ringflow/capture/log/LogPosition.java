package io.ringflow.capture.log;

/**
 * A position in a capture's log: everything before it has been emitted. Part of a live split, so it
 * is saved by checkpoints.
 *
 * @param logId identifies the log; a capture that is started anew has another one
 * @param next number of the next entry
 * @param frames frames that the capture had read before that entry
 * @param drops packets that the kernel had dropped before that entry
 * @param eventNanos event time before which all packets are in earlier entries; those after it may
 *     have been in open buckets
 */
public record LogPosition(long logId, long next, long frames, long drops, long eventNanos) {

    /** The position of a split that has not been read yet. */
    public static final LogPosition START = new LogPosition(0, 0, 0, 0, Long.MIN_VALUE);

    /** Returns true if the split has not been read yet. */
    boolean isStart() {
        return logId == START.logId;
    }
}
