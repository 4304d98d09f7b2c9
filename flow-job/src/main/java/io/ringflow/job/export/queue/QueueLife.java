package io.ringflow.job.export.queue;

import java.io.IOException;

/** How far a queue's life has come. No stage is ever left. Not thread-safe. */
final class QueueLife {

    private boolean flushing;
    private boolean finished;
    private boolean settled;
    private boolean abandoned;
    private boolean closed;
    private IOException failure;

    /** Nothing more comes. */
    void flush() {
        flushing = true;
    }

    boolean isFlushing() {
        return flushing;
    }

    /** The delivery has finished. */
    void finish() {
        finished = true;
    }

    boolean isFinished() {
        return finished;
    }

    /** The delivery knows that a checkpoint contains its end. */
    void settle() {
        settled = true;
    }

    boolean isSettled() {
        return settled;
    }

    /** The target is gone for good; the job continues without it. */
    void abandon() {
        abandoned = true;
    }

    boolean isAbandoned() {
        return abandoned;
    }

    /** The task closes. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }

    /** The delivery has failed, and the job must end. */
    void fail(IOException e) {
        failure = e;
    }

    /** Returns true if nothing will be delivered any more. */
    boolean isOver() {
        return closed || abandoned || failure != null;
    }

    void throwFailure() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }
}
