package io.ringflow.server.api.request;

import io.ringflow.server.problem.ProblemException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/** The parameter {@code compare}: how long before the window is the one to compare it with. */
public final class Comparison {

    /** The name of the parameter. */
    public static final String PARAMETER = "compare";

    private Comparison() {}

    /**
     * How much earlier the other window is; empty if there is nothing to compare.
     *
     * @throws ProblemException if the value is not a duration
     */
    public static Optional<Duration> of(QueryParameters parameters) {
        Optional<String> text = parameters.value(PARAMETER);
        Optional<Duration> earlier = text.flatMap(DurationText::parse).filter(Duration::isPositive);
        if (text.isPresent() && earlier.isEmpty()) {
            throw QueryParameters.wrong(
                    PARAMETER,
                    "must be " + DurationText.EXAMPLES + ", but is \"" + text.get() + '"');
        }
        return earlier;
    }

    /**
     * The change as a ratio: 0.5 is half as much again, -1 nothing any more; empty if there was
     * nothing before.
     */
    public static OptionalDouble change(long now, long before) {
        return before > 0
                ? OptionalDouble.of((double) (now - before) / before)
                : OptionalDouble.empty();
    }
}
