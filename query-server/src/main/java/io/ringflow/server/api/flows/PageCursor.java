package io.ringflow.server.api.flows;

import io.helidon.http.Status;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cursor of a page as clients see it: the cursor of the state, preceded by the moment from
 * which durations of the query count back, so that {@code since=5m} means the same on every page.
 *
 * @param reference the moment from which durations count back, nanoseconds since the epoch; empty
 *     if the query has no durations
 * @param ofState the state's cursor of this page; empty for the first page
 */
record PageCursor(OptionalLong reference, String ofState) {

    /** The form of the state's cursors; anything else is rejected without asking the state. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._~-]{1,256}");

    private static final Pattern PINNED =
            Pattern.compile("([0-9a-f]{1,15}|[0-7][0-9a-f]{15})@(" + PLAIN.pattern() + ")");

    /**
     * The cursor of a query without durations.
     *
     * @throws ProblemException with status 400 if the text cannot be a cursor
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
     * The cursor of a query with durations.
     *
     * @param eventTime read for the first page only
     * @throws ProblemException with status 400 if the text cannot be a cursor of such a query
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

    /** The text that the client gets for a cursor of the state. */
    String text(String next) {
        return reference.isPresent() ? Long.toHexString(reference.getAsLong()) + '@' + next : next;
    }

    private static ProblemException notOfThisList() {
        return Problem.of(
                        Status.BAD_REQUEST_400,
                        "the parameter cursor does not belong to this list; repeat the request with"
                                + " the cursor of the previous page, or start without a cursor")
                .with("parameter", "cursor")
                .exception();
    }
}
