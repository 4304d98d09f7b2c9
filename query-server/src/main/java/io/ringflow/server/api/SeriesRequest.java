package io.ringflow.server.api;

import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.query.Dimension;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import io.ringflow.server.api.request.Comparison;
import io.ringflow.server.api.request.Moment;
import io.ringflow.server.api.request.QueryParameters;
import io.ringflow.server.problem.ProblemException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The parameters of a request for time series.
 *
 * <ul>
 *   <li>{@code metric}: {@code bytes} (the default), {@code packets}, {@code flows}, {@code drops}
 *       or {@code gaps}
 *   <li>{@code by}: a field of the filter's language; the total by default
 *   <li>{@code filter}: which flows count, all by default
 *   <li>{@code key}: a value of the field, may repeat; the keys with most traffic by default
 *   <li>{@code limit}: maximum number of series if no key is given, 1 to {@value
 *       SeriesQuery#MAX_SERIES}, 10 by default
 *   <li>{@code from}, {@code to}, or {@code since}, {@code until}: moments; the last {@value
 *       #DEFAULT_POINTS} steps by default
 *   <li>{@code step}: {@code 1s}, {@code 1m} or {@code 1h}; by default the finest step that is kept
 *       for the whole range and fits an answer, which is {@code 1s} without a range
 *   <li>{@code compare}: how long before the range is another one to compare with, a multiple of
 *       the step; a step that is not given is kept for as long
 * </ul>
 */
final class SeriesRequest {

    private static final int DEFAULT_LIMIT = 10;
    private static final int DEFAULT_POINTS = 300;

    private static final List<String> KNOWN =
            List.of(
                    "metric",
                    "by",
                    "filter",
                    "key",
                    "limit",
                    "from",
                    "to",
                    "since",
                    "until",
                    "step",
                    Comparison.PARAMETER);
    private static final List<String> METRICS =
            Stream.of(Metric.values()).map(Metric::text).toList();
    private static final List<String> FIELDS =
            FilterField.all().stream().filter(SeriesQuery::isKey).map(FilterField::text).toList();
    private static final List<String> STEPS =
            Stream.of(Resolution.values()).map(SeriesRequest::text).toList();

    private SeriesRequest() {}

    /** A step as users write it. */
    static String text(Resolution step) {
        return switch (step) {
            case SECOND -> "1s";
            case MINUTE -> "1m";
            case HOUR -> "1h";
        };
    }

    /**
     * Parses a query string.
     *
     * @param eventTime the moment from which durations count back, and the default end of the range
     * @throws ProblemException if a parameter is wrong
     * @throws FilterException if the filter is wrong
     */
    static SeriesQuery parse(String rawQuery, LongSupplier eventTime) {
        QueryParameters parameters = new QueryParameters(rawQuery, KNOWN, List.of("key"));
        Metric metric =
                Metric.named(parameters.word("metric", METRICS, Metric.BYTES.text())).orElseThrow();
        Optional<FilterField> by = parameters.value("by").map(SeriesRequest::field);
        FlowFilter filter = FlowFilter.parse(parameters.value("filter").orElse(""), eventTime);
        checkMetric(metric, by, filter);
        int limit = parameters.number("limit", 1, SeriesQuery.MAX_SERIES, DEFAULT_LIMIT);
        List<String> keys = keys(parameters, by);
        long now = eventTime.getAsLong();
        long to = moment(parameters, "to", "until", now).orElse(now);
        Optional<Long> from = moment(parameters, "from", "since", now);
        if (from.isPresent() && from.get() >= to) {
            throw QueryParameters.wrong(
                    "from", "must be before to, which is event time unless given");
        }
        Optional<Resolution> step = parameters.value("step").map(text -> step(parameters));
        Reach reach = new Reach(now, Comparison.of(parameters).map(Duration::toNanos).orElse(0L));
        long start = from.orElseGet(() -> defaultStart(to, reach, step));
        Resolution resolution = fitting(start, to, reach, from, step);
        checkSteps(parameters, resolution);
        return new SeriesQuery(
                metric, by, filter, keys, limit, new TimeRange(start, to), resolution);
    }

    /**
     * How long before the range of a request is the one to compare with, if there is one.
     *
     * @throws ProblemException if a parameter is wrong
     */
    static Optional<Duration> compared(String rawQuery) {
        return Comparison.of(new QueryParameters(rawQuery, KNOWN, List.of("key")));
    }

    private static Optional<Long> moment(
            QueryParameters parameters, String name, String synonym, long now) {
        Optional<String> text = parameters.value(name);
        Optional<String> same = parameters.value(synonym);
        if (text.isPresent() && same.isPresent()) {
            throw QueryParameters.wrong(
                    synonym, "is the same as " + name + "; leave one of them out");
        }
        return text.isPresent()
                ? text.map(value -> Moment.nanos(name, value, now))
                : same.map(value -> Moment.nanos(synonym, value, now));
    }

    private static void checkSteps(QueryParameters parameters, Resolution step) {
        long earlier = Comparison.of(parameters).map(Duration::toNanos).orElse(0L);
        if (earlier % step.stepNanos() != 0) {
            throw QueryParameters.wrong(
                    Comparison.PARAMETER, "must be a multiple of the step, " + text(step));
        }
    }

    private static FilterField field(String name) {
        return FilterField.named(name)
                .filter(SeriesQuery::isKey)
                .orElseThrow(
                        () ->
                                QueryParameters.wrong(
                                        "by",
                                        "names the unknown dimension \""
                                                + name
                                                + '"'
                                                + QueryParameters.hint(name, FIELDS)
                                                + "; known are "
                                                + String.join(", ", FIELDS)));
    }

    /** Flows don't have the losses of captures. */
    private static void checkMetric(Metric metric, Optional<FilterField> by, FlowFilter filter) {
        if (metric.ofFlows()) {
            return;
        }
        if (!filter.equals(FlowFilter.ALL)) {
            throw QueryParameters.wrong(
                    "filter", "selects flows, which don't have the metric " + metric.text());
        }
        if (by.isPresent() && Dimension.named(by.get().text()).isEmpty()) {
            throw QueryParameters.wrong(
                    "by", "must be host or interface for the metric " + metric.text());
        }
    }

    private static List<String> keys(QueryParameters parameters, Optional<FilterField> by) {
        List<String> keys = parameters.all("key");
        if (!keys.isEmpty() && by.isEmpty()) {
            throw QueryParameters.wrong(
                    "key", "needs by, the dimension that it is a key of, such as by=protocol");
        }
        if (keys.size() > SeriesQuery.MAX_SERIES) {
            throw QueryParameters.wrong(
                    "key",
                    "may be given "
                            + SeriesQuery.MAX_SERIES
                            + " times, but is given "
                            + keys.size()
                            + " times");
        }
        return keys.stream().distinct().toList();
    }

    private static Resolution step(QueryParameters parameters) {
        String text = parameters.word("step", STEPS, "1s");
        return Resolution.values()[STEPS.indexOf(text)];
    }

    /**
     * How far back the windows reach that a question needs.
     *
     * @param now event time, nanoseconds since the epoch
     * @param earlier how much earlier the time to compare with is; 0 for none
     */
    private record Reach(long now, long earlier) {

        /** The finest step for which a moment, and the earlier one, is still kept. */
        Resolution kept(long moment) {
            return Arrays.stream(Resolution.values())
                    .filter(resolution -> steps(moment, resolution) >= 0)
                    .findFirst()
                    .orElse(Resolution.HOUR);
        }

        /** The number of steps before a moment that are kept, less than 0 if it is not. */
        long steps(long moment, Resolution resolution) {
            Duration kept = earlier == 0 ? resolution.kept() : resolution.keptToCompare();
            return Math.floorDiv(kept.toNanos() - (now - moment + earlier), resolution.stepNanos());
        }
    }

    /** The start of a default range: shorter if the earlier one would not be kept as a whole. */
    private static long defaultStart(long to, Reach reach, Optional<Resolution> step) {
        Resolution resolution = step.orElseGet(() -> reach.kept(to));
        long points =
                reach.earlier() == 0
                        ? DEFAULT_POINTS
                        : Math.clamp(reach.steps(to, resolution) - 2, 1, DEFAULT_POINTS);
        return Math.max(0, to - points * resolution.stepNanos());
    }

    private static Resolution fitting(
            long start, long to, Reach reach, Optional<Long> from, Optional<Resolution> step) {
        Resolution finest = step.orElseGet(() -> reach.kept(start));
        if (fits(start, to, finest)) {
            return finest;
        }
        if (step.isPresent()) {
            throw QueryParameters.wrong(
                    "step",
                    "is too short: an answer has at most "
                            + SeriesQuery.MAX_POINTS
                            + " points; take a longer step or a shorter range");
        }
        return Arrays.stream(Resolution.values())
                .filter(longer -> longer.compareTo(finest) > 0 && fits(start, to, longer))
                .findFirst()
                .orElseThrow(() -> tooLong(from));
    }

    private static boolean fits(long start, long to, Resolution step) {
        return (to - start) / step.stepNanos() <= SeriesQuery.MAX_POINTS;
    }

    private static ProblemException tooLong(Optional<Long> from) {
        return QueryParameters.wrong(
                from.isPresent() ? "from" : "to",
                "makes the range too long: an answer has at most "
                        + SeriesQuery.MAX_POINTS
                        + " points of 1h");
    }
}
