package io.ringflow.server.api;

import io.ringflow.model.TimeText;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.server.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A span of time that a flow's life, from its first packet to its last, must overlap.
 *
 * @param since begin, nanoseconds since the epoch, where there is one
 * @param until end, inclusive, where there is one
 */
record SeenSpan(OptionalLong since, OptionalLong until) {

    /**
     * The span between two moments.
     *
     * @param reference what durations count back from; present where one of them is a duration
     * @throws ProblemException when a moment is wrong, or the end is before the begin
     */
    static SeenSpan of(Optional<String> since, Optional<String> until, OptionalLong reference) {
        SeenSpan span =
                new SeenSpan(moment("since", since, reference), moment("until", until, reference));
        if (span.until.isPresent() && span.since.orElse(0) > span.until.getAsLong()) {
            throw QueryParameters.wrong("until", "is before since; exchange the two");
        }
        return span;
    }

    private static OptionalLong moment(String name, Optional<String> text, OptionalLong reference) {
        return text.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Moment.nanos(name, text.get(), reference.orElse(0)));
    }

    /** The filter of the flows that match another one and were seen in the span. */
    FlowFilter joinedTo(FlowFilter filter) {
        String text = text();
        return text.isEmpty() ? filter : filter.and(FlowFilter.parse(text));
    }

    /** The span in the filter's language; empty where it has no limits. */
    String text() {
        List<String> conditions = new ArrayList<>();
        since.ifPresent(nanos -> conditions.add("lastSeen >= \"" + TimeText.of(nanos) + '"'));
        until.ifPresent(nanos -> conditions.add("firstSeen <= \"" + TimeText.of(nanos) + '"'));
        return String.join(" AND ", conditions);
    }
}
