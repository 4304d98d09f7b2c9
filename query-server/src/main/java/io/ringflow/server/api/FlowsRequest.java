package io.ringflow.server.api;

import io.ringflow.model.FlowField;
import io.ringflow.model.filter.FilterException;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowQuery;
import io.ringflow.server.problem.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What a request for a list of flows asks.
 *
 * <ul>
 *   <li>{@code filter}: which flows, all by default
 *   <li>{@code state}: {@code active}, {@code ended} or {@code all}; {@code all} by default,
 *       because a list that leaves out the flow that ended a moment ago looks like a loss, and
 *       after a replay every flow has ended
 *   <li>{@code sort}: a field, with {@code -} before it for the largest first; {@code -bytes} by
 *       default
 *   <li>{@code limit}: 1 to {@value FlowQuery#MAX_LIMIT}, 100 by default
 *   <li>{@code cursor}: where the page before this one ended
 *   <li>{@code fields}: the fields to answer, separated by commas and in that order; all by default
 *   <li>{@code since}, {@code until}: a span that the life of a flow must overlap
 * </ul>
 *
 * @param query the query for the flow state
 * @param fields the fields of each flow to answer
 * @param onePage true where a limit or cursor asks for one page even in a format that could stream
 *     all matches
 * @param sorted true where an order is asked for
 * @param begin where the page begins, and how the next one's begin is written
 */
record FlowsRequest(
        FlowQuery query,
        List<FlowField> fields,
        boolean onePage,
        boolean sorted,
        PageCursor begin) {

    private static final int DEFAULT_LIMIT = 100;
    private static final String DEFAULT_SORT = "-" + FlowField.BYTES.fieldName();

    private static final List<String> KNOWN =
            List.of("filter", "state", "sort", "limit", "cursor", "fields", "since", "until");

    private static final List<String> STATES =
            Stream.of(FlowQuery.Selection.values()).map(FlowsRequest::word).toList();

    /**
     * Reads a query string.
     *
     * @param eventTime the moment that durations count back from, asked for where one is given
     * @throws ProblemException when a parameter is wrong
     * @throws FilterException when the filter is wrong
     */
    static FlowsRequest parse(String rawQuery, LongSupplier eventTime) {
        QueryParameters parameters = new QueryParameters(rawQuery, KNOWN, List.of());
        Optional<String> since = parameters.value("since");
        Optional<String> until = parameters.value("until");
        boolean moves = Stream.of(since, until).flatMap(Optional::stream).anyMatch(Moment::isBack);
        Optional<String> cursor = parameters.value("cursor");
        PageCursor begin = moves ? PageCursor.pinned(cursor, eventTime) : PageCursor.plain(cursor);
        SeenSpan span = SeenSpan.of(since, until, begin.reference());
        String sort = parameters.value("sort").orElse(DEFAULT_SORT);
        boolean descending = sort.startsWith("-");
        FlowQuery query =
                new FlowQuery(
                        span.joinedTo(FlowFilter.parse(parameters.value("filter").orElse(""))),
                        selection(parameters.word("state", STATES, "all")),
                        sortField(descending ? sort.substring(1) : sort),
                        descending,
                        parameters.number("limit", 1, FlowQuery.MAX_LIMIT, DEFAULT_LIMIT),
                        begin.ofState());
        return new FlowsRequest(
                query,
                parameters.value("fields").map(FlowFields::parse).orElse(FlowFields.ALL),
                parameters.value("limit").isPresent() || cursor.isPresent(),
                parameters.value("sort").isPresent(),
                begin);
    }

    private static FlowQuery.Selection selection(String text) {
        return FlowQuery.Selection.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static FlowField sortField(String name) {
        FlowField field = FlowField.named(name).orElseThrow(() -> FlowFields.unknown("sort", name));
        if (field == FlowField.OBSERVERS) {
            throw QueryParameters.wrong("sort", "names observers, a list, which has no order");
        }
        return field;
    }

    private static String word(FlowQuery.Selection selection) {
        return selection.name().toLowerCase(Locale.ROOT);
    }
}
