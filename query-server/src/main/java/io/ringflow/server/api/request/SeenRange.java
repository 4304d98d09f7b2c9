package io.ringflow.server.api.request;

import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.text.TimeText;
import io.ringflow.server.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A time range that a flow's life, from its first to its last packet, must overlap.
 *
 * @param since the start, nanoseconds since the epoch, if there is one
 * @param until the end, inclusive, if there is one
 */
public record SeenRange(OptionalLong since, OptionalLong until) {

    /**
     * The range between two moments.
     *
     * @param reference the moment from which durations count back; present if one is a duration
     * @throws ProblemException if a moment is wrong, or the end is before the start
     */
    public static SeenRange of(
            Optional<String> since, Optional<String> until, OptionalLong reference) {
        SeenRange range =
                new SeenRange(moment("since", since, reference), moment("until", until, reference));
        if (range.until.isPresent() && range.since.orElse(0) > range.until.getAsLong()) {
            throw QueryParameters.wrong("until", "is before since; exchange the two");
        }
        return range;
    }

    private static OptionalLong moment(String name, Optional<String> text, OptionalLong reference) {
        return text.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Moment.nanos(name, text.get(), reference.orElse(0)));
    }

    /** The filter of the flows that match another filter and were seen in the range. */
    public FlowFilter joinedTo(FlowFilter filter) {
        String text = text();
        return text.isEmpty() ? filter : filter.and(FlowFilter.parse(text));
    }

    /** The range as a filter; empty if it has no limits. */
    String text() {
        List<String> conditions = new ArrayList<>();
        since.ifPresent(nanos -> conditions.add("lastSeen >= \"" + TimeText.of(nanos) + '"'));
        until.ifPresent(nanos -> conditions.add("firstSeen <= \"" + TimeText.of(nanos) + '"'));
        return String.join(" AND ", conditions);
    }
}
