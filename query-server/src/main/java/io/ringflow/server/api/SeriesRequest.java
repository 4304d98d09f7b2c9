package io.ringflow.server.api;

import io.ringflow.model.state.Dimension;
import io.ringflow.model.state.Metric;
import io.ringflow.model.state.Resolution;
import io.ringflow.model.state.SeriesQuery;
import io.ringflow.model.state.TimeRange;
import io.ringflow.server.problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What a request for time series asks.
 *
 * <ul>
 *   <li>{@code metric}: {@code bytes} (the default), {@code packets}, {@code flows}, {@code drops}
 *       or {@code gaps}
 *   <li>{@code by}: a dimension; without it the total
 *   <li>{@code key}: a key of the dimension, may repeat; without it those with most
 *   <li>{@code limit}: at most so many series where no key is given, 1 to {@value
 *       SeriesQuery#MAX_SERIES}, 10 by default
 *   <li>{@code from}, {@code to}: moments; the last {@value #DEFAULT_POINTS} steps by default
 *   <li>{@code step}: {@code 1s}, {@code 1m} or {@code 1h}; by default the finest that is still
 *       kept for the whole span and fits an answer, which is {@code 1s} without a span
 * </ul>
 */
final class SeriesRequest {

    private static final int DEFAULT_LIMIT = 10;
    private static final int DEFAULT_POINTS = 300;

    private static final List<String> KNOWN =
            List.of("metric", "by", "key", "limit", "from", "to", "step");
    private static final List<String> METRICS =
            Stream.of(Metric.values()).map(Metric::text).toList();
    private static final List<String> DIMENSIONS =
            Stream.of(Dimension.values())
                    .filter(each -> each != Dimension.TOTAL)
                    .map(Dimension::text)
                    .toList();
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
     * Reads a query string.
     *
     * @param eventTime the moment that durations count back from, and that the span ends at where
     *     none is given
     * @throws ProblemException when a parameter is wrong
     */
    static SeriesQuery parse(String rawQuery, LongSupplier eventTime) {
        QueryParameters parameters = new QueryParameters(rawQuery, KNOWN, List.of("key"));
        Metric metric =
                Metric.named(parameters.word("metric", METRICS, Metric.BYTES.text())).orElseThrow();
        Dimension by = parameters.value("by").map(SeriesRequest::dimension).orElse(Dimension.TOTAL);
        int limit = parameters.number("limit", 1, SeriesQuery.MAX_SERIES, DEFAULT_LIMIT);
        List<String> keys = keys(parameters, by);
        long now = eventTime.getAsLong();
        long to = parameters.value("to").map(text -> Moment.nanos("to", text, now)).orElse(now);
        Optional<Long> from = parameters.value("from").map(text -> Moment.nanos("from", text, now));
        if (from.isPresent() && from.get() >= to) {
            throw QueryParameters.wrong(
                    "from", "must be before to, which is event time unless given");
        }
        Optional<Resolution> step = parameters.value("step").map(text -> step(parameters));
        long begin = from.orElseGet(() -> defaultBegin(to, now, step));
        return new SeriesQuery(
                metric,
                by,
                keys,
                limit,
                new TimeRange(begin, to),
                fitting(begin, to, now, from, step));
    }

    private static Dimension dimension(String name) {
        return Dimension.named(name)
                .orElseThrow(
                        () ->
                                QueryParameters.wrong(
                                        "by",
                                        "names the unknown dimension \""
                                                + name
                                                + "\"; the nearest is "
                                                + QueryParameters.nearest(name, DIMENSIONS)
                                                + ", known are "
                                                + String.join(", ", DIMENSIONS)));
    }

    private static List<String> keys(QueryParameters parameters, Dimension by) {
        List<String> keys = parameters.all("key");
        if (!keys.isEmpty() && by == Dimension.TOTAL) {
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

    private static long defaultBegin(long to, long now, Optional<Resolution> step) {
        Resolution its = step.orElseGet(() -> kept(to, now));
        return Math.max(0, to - DEFAULT_POINTS * its.stepNanos());
    }

    /** The finest step that still has a moment, seen from event time. */
    private static Resolution kept(long moment, long now) {
        return Arrays.stream(Resolution.values())
                .filter(each -> now - moment <= each.kept().toNanos())
                .findFirst()
                .orElse(Resolution.HOUR);
    }

    private static Resolution fitting(
            long begin, long to, long now, Optional<Long> from, Optional<Resolution> step) {
        Resolution finest = step.orElseGet(() -> kept(begin, now));
        if (fits(begin, to, finest)) {
            return finest;
        }
        if (step.isPresent()) {
            throw QueryParameters.wrong(
                    "step",
                    "is too short: at most "
                            + SeriesQuery.MAX_POINTS
                            + " points fit an answer; take a longer step or a shorter span");
        }
        return Arrays.stream(Resolution.values())
                .filter(each -> each.compareTo(finest) > 0 && fits(begin, to, each))
                .findFirst()
                .orElseThrow(() -> tooLong(from));
    }

    private static boolean fits(long begin, long to, Resolution step) {
        return (to - begin) / step.stepNanos() <= SeriesQuery.MAX_POINTS;
    }

    private static ProblemException tooLong(Optional<Long> from) {
        return QueryParameters.wrong(
                from.isPresent() ? "from" : "to",
                "makes the span too long: at most "
                        + SeriesQuery.MAX_POINTS
                        + " points of 1h fit an answer");
    }
}
