package io.ringflow.job.track;

/**
 * Lets snapshots write a shard until it is released, and delays the release until the last of them
 * has left. Thread-safe.
 */
final class ReleaseGate {

    private int inside;
    private boolean closed;

    /** Lets a snapshot in; returns false if the gate is closed. */
    synchronized boolean enter() {
        if (closed) {
            return false;
        }
        inside++;
        return true;
    }

    /** Lets a snapshot out; returns true if the shard must be released now. */
    synchronized boolean leave() {
        inside--;
        return closed && inside == 0;
    }

    /** Lets nobody in any more; returns true if the shard must be released now. */
    synchronized boolean close() {
        boolean first = !closed;
        closed = true;
        return first && inside == 0;
    }

    synchronized boolean isClosed() {
        return closed;
    }
}
