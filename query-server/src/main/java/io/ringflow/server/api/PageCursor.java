package io.ringflow.server.api;

import io.helidon.http.Status;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page's cursor as clients see it: that of the state, and before it the moment that durations
 * count back from where the query has some, so that {@code since=5m} means the same on every page.
 *
 * @param reference the moment that durations count back from, nanoseconds since the epoch; nothing
 *     where the query has none
 * @param ofState the state's cursor of this page; empty for the first one
 */
record PageCursor(OptionalLong reference, String ofState) {

    /** What cursors are made of; anything else need not bother the state. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~-]{1,256}");

    private static final Pattern PINNED =
            Pattern.compile("([0-9a-f]{1,15}|[0-7][0-9a-f]{15})@(" + PLAIN.pattern() + ")");

    /**
     * The cursor of a query that names no moment relative to event time.
     *
     * @throws ProblemException status 400 for what can't be a cursor
     */
    static PageCursor plain(Optional<String> text) {
        text.filter(cursor -> !PLAIN.matcher(cursor).matches())
                .ifPresent(
                        wrong -> {
                            throw notOfThisList();
                        });
        return new PageCursor(OptionalLong.empty(), text.orElse(""));
    }

    /**
     * The cursor of a query that counts back from event time.
     *
     * @param eventTime asked for on the first page
     * @throws ProblemException status 400 for what can't be a cursor of such a query
     */
    static PageCursor pinned(Optional<String> text, LongSupplier eventTime) {
        if (text.isEmpty()) {
            return new PageCursor(OptionalLong.of(eventTime.getAsLong()), "");
        }
        Matcher matcher = PINNED.matcher(text.get());
        if (!matcher.matches()) {
            throw notOfThisList();
        }
        long reference = Long.parseLong(matcher.group(1), 16);
        return new PageCursor(OptionalLong.of(reference), matcher.group(2));
    }

    /** A cursor of the state as the client gets it. */
    String text(String next) {
        return reference.isPresent() ? Long.toHexString(reference.getAsLong()) + '@' + next : next;
    }

    private static ProblemException notOfThisList() {
        return Problem.of(
                        Status.BAD_REQUEST_400,
                        "the parameter cursor is none that this list was answered with; repeat the"
                                + " request with the cursor of the page before, or begin without")
                .with("parameter", "cursor")
                .exception();
    }
}
