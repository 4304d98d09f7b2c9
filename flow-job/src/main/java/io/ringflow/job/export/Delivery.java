package io.ringflow.job.export;

import java.io.IOException;
import java.util.List;

/**
 * A connection to a target. All methods are called by one thread, which is interrupted when the job
 * stops and a time limit has passed.
 */
public interface Delivery extends AutoCloseable {

    /** A position of a delivery that needs none. */
    byte[] NO_POSITION = {};

    /**
     * Delivers a batch, and returns when the target has it. If this throws, the delivery is closed,
     * and after a pause the whole batch is delivered again over another one.
     *
     * @param batch chunks with consecutive numbers
     * @throws ExportException if the job must end
     * @throws TargetGoneException if the export must end
     * @throws IOException if the target does not take it; the message says why and what to do
     */
    void deliver(List<Chunk> batch) throws IOException, InterruptedException;

    /**
     * Number of the last chunk of this queue that the target has, if it knows; else -1. Asked once,
     * before the first batch.
     */
    default long lastDelivered() throws IOException {
        return -1;
    }

    /**
     * How many records of delivered batches the target has refused for good since it was connected,
     * such as one that is too large. Sending them again would fail again.
     */
    default long refused() {
        return 0;
    }

    /**
     * The target's position after the last batch, such as a file's length. It becomes part of
     * checkpoints, and is given to the delivery that continues from one.
     */
    default byte[] position() {
        return NO_POSITION;
    }

    /**
     * Number of records that the target had at the position from which the delivery goes on, and
     * has lost. Asked once, after the connection was made.
     */
    default long lost() {
        return 0;
    }

    /**
     * Called when a completed checkpoint contains a position: the job will never go back behind it.
     * Without checkpoints, called after each batch.
     */
    default void checkpointed(byte[] position) throws IOException {}

    /** Called about once a second between two batches. */
    default void idle() throws IOException {}

    /**
     * Called after the last batch, before the last checkpoint and {@link #close}; not called if the
     * job fails or is cancelled.
     */
    default void finish() throws IOException, InterruptedException {}

    /** Closes the connection. */
    @Override
    void close() throws IOException;
}
