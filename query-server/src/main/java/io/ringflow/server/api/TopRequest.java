package io.ringflow.server.api;

import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.server.api.request.Comparison;
import io.ringflow.server.api.request.DurationText;
import io.ringflow.server.api.request.QueryParameters;
import io.ringflow.server.api.request.SeenRange;
import io.ringflow.server.problem.ProblemException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The parameters of a request for a top list.
 *
 * <ul>
 *   <li>{@code by}: one to {@value TopQuery#MAX_FIELDS} fields of the filter's language, separated
 *       by commas; {@code srcAddr} by default
 *   <li>{@code metric}: {@code bytes} (the default), {@code packets} or {@code flows}
 *   <li>{@code filter}: which flows count, all by default
 *   <li>{@code window}: how far to look back from event time, {@code 1m} by default; {@code all}
 *       for all flows known
 *   <li>{@code since}, {@code until}: a time range instead of the window, which the life of a flow
 *       must overlap
 *   <li>{@code limit}: 1 to {@value #MAX_LIMIT}, 10 by default
 *   <li>{@code compare}: how long before the window is another one to compare with
 * </ul>
 */
public final class TopRequest {

    /** Maximum number of keys for clients; parts of the job ask each other for more. */
    private static final int MAX_LIMIT = 1000;

    private static final int DEFAULT_LIMIT = 10;
    private static final String ALL = "all";

    private static final List<String> KNOWN =
            List.of(
                    "by",
                    "metric",
                    "filter",
                    "window",
                    "since",
                    "until",
                    "limit",
                    Comparison.PARAMETER);
    private static final List<String> METRICS =
            Stream.of(Metric.BYTES, Metric.PACKETS, Metric.FLOWS).map(Metric::text).toList();
    private static final List<String> FIELDS =
            FilterField.all().stream().map(FilterField::text).toList();

    private TopRequest() {}

    /**
     * Parses a query string.
     *
     * @param eventTime the moment from which durations in the filter count back
     * @throws ProblemException if a parameter is wrong
     * @throws FilterException if the filter is wrong
     */
    static TopQuery parse(String rawQuery, LongSupplier eventTime) {
        return of(new QueryParameters(rawQuery, KNOWN, List.of()), eventTime);
    }

    /**
     * How long before the window of a request is the one to compare with, if there is one.
     *
     * @throws ProblemException if a parameter is wrong
     */
    static Optional<Duration> compared(String rawQuery) {
        QueryParameters parameters = new QueryParameters(rawQuery, KNOWN, List.of());
        Optional<Duration> earlier = Comparison.of(parameters);
        if (earlier.isPresent() && parameters.value("window").filter(ALL::equals).isPresent()) {
            throw QueryParameters.wrong(
                    Comparison.PARAMETER, "needs a window; all flows known have none before");
        }
        if (earlier.isPresent()
                && (parameters.value("since").isPresent()
                        || parameters.value("until").isPresent())) {
            throw QueryParameters.wrong(
                    Comparison.PARAMETER, "needs a window instead of since and until");
        }
        return earlier;
    }

    /**
     * Reads the parameters above; other parameters are ignored.
     *
     * @param eventTime the moment from which durations in the filter count back
     * @throws ProblemException if a parameter is wrong
     * @throws FilterException if the filter is wrong
     */
    public static TopQuery of(QueryParameters parameters, LongSupplier eventTime) {
        FlowFilter filter = FlowFilter.parse(parameters.value("filter").orElse(""), eventTime);
        Optional<SeenRange> range = range(parameters, eventTime);
        return new TopQuery(
                fields(parameters.value("by").orElse(FlowField.SRC_ADDR.fieldName())),
                Metric.named(parameters.word("metric", METRICS, Metric.BYTES.text())).orElseThrow(),
                range.map(given -> given.joinedTo(filter)).orElse(filter),
                range.isPresent()
                        ? Optional.empty()
                        : window(parameters.value("window").orElse("1m")),
                parameters.number("limit", 1, MAX_LIMIT, DEFAULT_LIMIT));
    }

    private static Optional<SeenRange> range(QueryParameters parameters, LongSupplier eventTime) {
        Optional<String> since = parameters.value("since");
        Optional<String> until = parameters.value("until");
        if (since.isEmpty() && until.isEmpty()) {
            return Optional.empty();
        }
        if (parameters.value("window").isPresent()) {
            throw QueryParameters.wrong(
                    "window", "can't be combined with since and until; leave one of them out");
        }
        return Optional.of(SeenRange.of(since, until, OptionalLong.of(eventTime.getAsLong())));
    }

    private static List<FilterField> fields(String text) {
        List<FilterField> fields =
                Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .map(TopRequest::field)
                        .toList();
        if (fields.size() > TopQuery.MAX_FIELDS) {
            throw QueryParameters.wrong(
                    "by",
                    "takes at most " + TopQuery.MAX_FIELDS + " fields, but has " + fields.size());
        }
        if (fields.stream().distinct().count() < fields.size()) {
            throw QueryParameters.wrong("by", "names a field twice");
        }
        return fields;
    }

    private static FilterField field(String name) {
        return FilterField.named(name)
                .orElseThrow(
                        () ->
                                QueryParameters.wrong(
                                        "by",
                                        "names the unknown field \""
                                                + name
                                                + '"'
                                                + QueryParameters.hint(name, FIELDS)));
    }

    private static Optional<Duration> window(String text) {
        if (text.equals(ALL)) {
            return Optional.empty();
        }
        Optional<Duration> window = DurationText.parse(text).filter(Duration::isPositive);
        if (window.isEmpty()) {
            throw QueryParameters.wrong(
                    "window",
                    "must be " + DurationText.EXAMPLES + ", or all, but is \"" + text + '"');
        }
        return window;
    }
}
