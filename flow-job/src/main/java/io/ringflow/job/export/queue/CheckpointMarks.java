package io.ringflow.job.export.queue;

import java.util.TreeMap;

/**
 * What checkpoints contain of a queue, and the last position that a completed one contains, until
 * the delivery knows it. Not thread-safe.
 */
final class CheckpointMarks {

    /** What a checkpoint that has not completed yet contains. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Mark(long number, byte[] position) {}

    private final TreeMap<Long, Mark> marks = new TreeMap<>();

    /** The position that the delivery does not know yet; null if it knows. */
    private byte[] covered;

    private boolean reporting;

    /**
     * Creates the marks of a queue.
     *
     * @param restored the position in the checkpoint from which the queue goes on; may be empty
     */
    CheckpointMarks(byte[] restored) {
        covered = restored.length == 0 ? null : restored;
    }

    /** A checkpoint contains the chunks up to a number, and a position. */
    void snapshot(long checkpoint, long number, byte[] position) {
        marks.put(checkpoint, new Mark(number, position));
    }

    /** Returns the number of the last chunk that a completed checkpoint contains; else -1. */
    long completed(long checkpoint) {
        Mark mark = marks.get(checkpoint);
        if (mark == null) {
            return -1;
        }
        marks.headMap(checkpoint, true).clear();
        covered = mark.position();
        return mark.number();
    }

    /** A position is safe without a checkpoint. */
    void cover(byte[] position) {
        covered = position;
    }

    boolean hasCovered() {
        return covered != null;
    }

    /** Takes the position that the delivery does not know yet; null if it knows. */
    byte[] takeCovered() {
        byte[] taken = covered;
        covered = null;
        reporting = taken != null;
        return taken;
    }

    /** The delivery knows the position that was taken. */
    void reported() {
        reporting = false;
    }

    boolean allReported() {
        return covered == null && !reporting;
    }
}
