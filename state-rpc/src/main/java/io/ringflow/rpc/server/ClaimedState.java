package io.ringflow.rpc.server;

import io.ringflow.rpc.wire.StateParts;

/** The part of a job's state that a process answers for. Thread-safe. */
@FunctionalInterface
public interface ClaimedState {

    /** What answers cover at this moment. */
    Claims now();

    /** What of it closed tasks have left. */
    default StateParts kept() {
        return StateParts.NONE;
    }

    /**
     * Says which parts running tasks of other processes answer for, so that nothing that closed
     * tasks have left here hides them.
     */
    default void claimedElsewhere(StateParts parts) {
        // nothing was left
    }
}
