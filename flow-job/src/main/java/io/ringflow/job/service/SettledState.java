package io.ringflow.job.service;

import io.ringflow.job.query.Claims;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.wire.AnswerPart;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Says what an answer speaks for: the shards claimed before it was made, where the claims are still
 * the same behind. Otherwise the answer is made once more.
 */
final class SettledState {

    private static final int ATTEMPTS = 5;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final int MOST_PAUSES = 500;

    private final String process;
    private final Supplier<Claims> claims;

    /**
     * A state.
     *
     * @param process identity that answers are attributed to
     */
    SettledState(String process, Supplier<Claims> claims) {
        this.process = process;
        this.claims = claims;
    }

    /** What is claimed now; while a task moves it may be wrong. */
    AnswerPart part() {
        return part(claims.get());
    }

    /**
     * An answer with what it speaks for.
     *
     * @throws StateException where the tasks in this process don't come to rest
     */
    <T> T answer(Function<AnswerPart, T> ask) {
        for (int i = 0; i < ATTEMPTS; i++) {
            Claims before = settled();
            T answer = ask.apply(part(before));
            if (isStill(before)) {
                return answer;
            }
        }
        throw moving();
    }

    /** The claims to make an answer for. */
    Claims settled() {
        Claims now = claims.get();
        for (int i = 0; i < MOST_PAUSES && !now.settled(); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            now = claims.get();
        }
        if (!now.settled()) {
            throw moving();
        }
        return now;
    }

    /** Whether nothing was taken on or given up since. */
    boolean isStill(Claims before) {
        return claims.get().generation() == before.generation();
    }

    AnswerPart part(Claims now) {
        return AnswerPart.of(
                process, now.expectedShards(), now.shards(), now.captures(), now.claimedMillis());
    }

    private static StateException moving() {
        return new StateException(
                StateException.Reason.UNAVAILABLE,
                "the shards of this process are moving; ask again");
    }
}
