package io.ringflow.rpc.server;

import io.ringflow.model.state.StateException;
import io.ringflow.rpc.wire.AnswerPart;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Determines which part of the state an answer covers: the shards claimed before it was computed.
 * If the claims have changed meanwhile, the answer is computed again. Thread-safe.
 */
final class SettledState {

    private static final int ATTEMPTS = 5;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int MAX_PAUSES = 500;

    private final String process;
    private final Supplier<Claims> claims;

    /**
     * Creates the state of a process.
     *
     * @param process random id of this process, which all its answers carry
     * @param claims returns the current claims
     */
    SettledState(String process, Supplier<Claims> claims) {
        this.process = process;
        this.claims = claims;
    }

    /** Returns the part claimed now. It may be inaccurate while a task moves. */
    AnswerPart part() {
        return part(claims.get());
    }

    /**
     * Computes an answer for the part that is claimed.
     *
     * @throws StateException if the claims of this process keep changing
     */
    <T> T answer(Function<AnswerPart, T> ask) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Claims before = settled();
            T answer = ask.apply(part(before));
            if (isUnchanged(before)) {
                return answer;
            }
        }
        throw moving();
    }

    /** Waits until no task is moving, and returns the claims. */
    Claims settled() {
        Claims now = claims.get();
        for (int i = 0; i < MAX_PAUSES && !now.settled(); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            now = claims.get();
        }
        if (!now.settled()) {
            throw moving();
        }
        return now;
    }

    /** Returns true if no claim was added or dropped since. */
    boolean isUnchanged(Claims before) {
        return claims.get().generation() == before.generation();
    }

    AnswerPart part(Claims now) {
        return AnswerPart.of(
                        process,
                        now.expectedShards(),
                        now.shards(),
                        now.captures(),
                        now.claimedMillis())
                .withRollups(now.rollups());
    }

    private static StateException moving() {
        return new StateException(
                StateException.Reason.UNAVAILABLE,
                "the shards of this process are moving; ask again later");
    }
}
