package io.ringflow.server.problem;

import java.util.Objects;

/** Ends a request with a {@link Problem}; thrown by handlers, answered by the error handlers. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        // Part of the answer to every wrong request: no stack trace is worth its cost here.
        super(Objects.requireNonNull(problem).detail(), null, false, false);
        this.problem = problem;
    }

    /** The answer. */
    public Problem problem() {
        return problem;
    }
}
