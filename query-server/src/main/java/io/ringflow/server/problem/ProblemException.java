package io.ringflow.server.problem;

import java.util.Objects;

/** Ends a request with a {@link Problem}. Thrown by handlers, handled by the error handlers. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    ProblemException(Problem problem) {
        // Clients can cause many of these, and nobody looks at their stack traces.
        super(Objects.requireNonNull(problem).detail(), null, false, false);
        this.problem = problem;
    }

    /** The answer. */
    public Problem problem() {
        return problem;
    }
}
