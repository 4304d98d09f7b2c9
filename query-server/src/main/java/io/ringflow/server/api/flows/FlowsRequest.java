package io.ringflow.server.api.flows;

import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.server.api.answer.AnswerCoverage;
import io.ringflow.server.api.answer.AnswerCoverage.Subject;
import io.ringflow.server.api.request.Moment;
import io.ringflow.server.api.request.QueryParameters;
import io.ringflow.server.api.request.SeenRange;
import io.ringflow.server.problem.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The parameters of a request for a list of flows.
 *
 * <ul>
 *   <li>{@code filter}: which flows, all by default
 *   <li>{@code state}: {@code active}, {@code ended} or {@code all}. The default is {@code all},
 *       because a list without the flow that has just ended looks like a loss, and after a replay
 *       every flow has ended
 *   <li>{@code sort}: a field, with a leading {@code -} for descending order; {@code -bytes} by
 *       default
 *   <li>{@code limit}: 1 to {@value FlowQuery#MAX_LIMIT}, 100 by default
 *   <li>{@code cursor}: where the previous page ended
 *   <li>{@code fields}: the fields to return, separated by commas, in that order; all by default
 *   <li>{@code since}, {@code until}: a time range that must overlap the life of a flow
 * </ul>
 *
 * @param query the query for the flow state
 * @param fields the fields to return of each flow
 * @param onePage true if a limit or cursor asks for one page, even in a format that can stream all
 *     matches
 * @param sorted true if an order is given
 * @param start where the page starts, and how the start of the next page is written
 * @param since from when on flows are asked for, nanoseconds since the epoch; empty for all known
 */
record FlowsRequest(
        FlowQuery query,
        List<FlowField> fields,
        boolean onePage,
        boolean sorted,
        PageCursor start,
        OptionalLong since) {

    private static final int DEFAULT_LIMIT = 100;
    private static final String DEFAULT_SORT = "-" + FlowField.BYTES.fieldName();

    private static final List<String> KNOWN =
            List.of("filter", "state", "sort", "limit", "cursor", "fields", "since", "until");

    private static final List<String> STATES =
            Stream.of(FlowQuery.Selection.values()).map(FlowsRequest::word).toList();

    /**
     * Parses a query string.
     *
     * @param eventTime the moment from which durations count back, read only if one is given
     * @throws ProblemException if a parameter is wrong
     * @throws FilterException if the filter is wrong
     */
    static FlowsRequest parse(String rawQuery, LongSupplier eventTime) {
        QueryParameters parameters = new QueryParameters(rawQuery, KNOWN, List.of());
        Optional<String> since = parameters.value("since");
        Optional<String> until = parameters.value("until");
        String filter = parameters.value("filter").orElse("");
        boolean relative =
                FlowFilter.isRelative(filter)
                        || Stream.of(since, until)
                                .flatMap(Optional::stream)
                                .anyMatch(Moment::isDuration);
        Optional<String> cursor = parameters.value("cursor");
        PageCursor start =
                relative ? PageCursor.pinned(cursor, eventTime) : PageCursor.plain(cursor);
        SeenRange range = SeenRange.of(since, until, start.reference());
        String sort = parameters.value("sort").orElse(DEFAULT_SORT);
        boolean descending = sort.startsWith("-");
        FlowQuery query =
                new FlowQuery(
                        range.joinedTo(
                                FlowFilter.parse(filter, () -> start.reference().orElseThrow())),
                        selection(parameters.word("state", STATES, "all")),
                        sortField(descending ? sort.substring(1) : sort),
                        descending,
                        parameters.number("limit", 1, FlowQuery.MAX_LIMIT, DEFAULT_LIMIT),
                        start.ofState());
        return new FlowsRequest(
                query,
                parameters.value("fields").map(FlowFields::parse).orElse(FlowFields.ALL),
                parameters.value("limit").isPresent() || cursor.isPresent(),
                parameters.value("sort").isPresent(),
                start,
                AnswerCoverage.asked(query.filter()));
    }

    /**
     * What an answer covers: open flows since the job started, others as long as they are retained,
     * or as far as the history goes back if a time is asked for.
     */
    AnswerCoverage coverage(FlowState state, Coverage parts) {
        return AnswerCoverage.of(state, parts, subject(), since);
    }

    /** What an answer would cover now. */
    AnswerCoverage coverage(FlowState state) {
        return AnswerCoverage.now(state, subject(), since);
    }

    private Subject subject() {
        return query.selection() == FlowQuery.Selection.ACTIVE
                ? Subject.SINCE_START
                : Subject.flows(query.filter());
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
