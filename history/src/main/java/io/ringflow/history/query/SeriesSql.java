package io.ringflow.history.query;

import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.state.query.TimeRange;
import java.util.List;

/**
 * Time series of flows as SQL: rows become lives, with a key, times, packets and bytes, and lives
 * become shares of steps. What a life has in a time is the difference of two counts, which are
 * those of {@code PacketSpread} in the model.
 */
final class SeriesSql {

    /** The table of the sums of memory: a key and its traffic. */
    static final String MEMORY = "memory_sums";

    /** Counts before a moment; the product of a time and a counter needs 128 bits. */
    static final List<String> MACROS =
            List.of(
                    """
                    CREATE MACRO rf_packets_before(t, a, b, p) AS CASE
                        WHEN t <= a THEN 0
                        WHEN t > b THEN p
                        ELSE CAST((CAST(t - a AS HUGEINT) * (p - 1) + (b - a - 1)) // (b - a)
                            AS BIGINT) END\
                    """,
                    """
                    CREATE MACRO rf_bytes_before(v, p, before) AS CASE
                        WHEN before = p THEN v
                        ELSE CAST(CAST(v AS HUGEINT) * before // p AS BIGINT) END\
                    """);

    private static final String FIRST = "(epoch_us(firstSeen) * 1000 + firstSeenNs)";
    private static final String LAST = "(epoch_us(lastSeen) * 1000 + lastSeenNs)";

    private final SeriesQuery query;
    private final TimeRange range;
    private final long stepNanos;
    private final long startNanos;

    /**
     * The SQL of a query.
     *
     * @param range the part of its time in which flows count
     */
    SeriesSql(SeriesQuery query, TimeRange range) {
        this.query = query;
        this.range = range;
        this.stepNanos = query.step().stepNanos();
        this.startNanos = query.steps().fromNanos();
    }

    /** Creates the table of the sums of memory. */
    static String createMemory() {
        return "CREATE OR REPLACE TEMP TABLE " + MEMORY + " (k VARCHAR, v BIGINT)";
    }

    /**
     * The keys with most traffic of history and memory.
     *
     * @param from the flows that count, with their FROM and WHERE
     */
    String largest(String from) {
        return "WITH shares AS (SELECT k, "
                + share(range.fromNanos() + "", range.toNanos() + "")
                + " v FROM ("
                + lives(from)
                + ") UNION ALL SELECT * FROM "
                + MEMORY
                + ") SELECT k FROM shares GROUP BY k HAVING sum(v) > 0"
                + " ORDER BY sum(v) DESC, k LIMIT "
                + query.limit();
    }

    /**
     * The traffic by key and number of the step; the key is null for those without a series.
     *
     * @param keys the keys that have a series
     */
    String points(String from, List<String> keys) {
        String last = query.metric() == Metric.FLOWS ? "a" : "b";
        String first = "greatest(a, " + range.fromNanos() + ") - " + startNanos;
        String past = "least(" + last + ", " + (range.toNanos() - 1) + ") - " + startNanos;
        String steps =
                "SELECT *, unnest(range((%s) // %d, (%s) // %d + 1)) w FROM (%s)"
                        .formatted(first, stepNanos, past, stepNanos, lives(from));
        String start = "(" + startNanos + " + w * " + stepNanos + ")";
        String end = "(" + startNanos + " + (w + 1) * " + stepNanos + ")";
        String shares =
                "SELECT "
                        + series(keys)
                        + " k, w, "
                        + share(
                                "greatest(" + start + ", " + range.fromNanos() + ")",
                                "least(" + end + ", " + range.toNanos() + ")")
                        + " v FROM ("
                        + steps
                        + ")";
        return "SELECT k, CAST(w AS INTEGER), CAST(sum(v) AS BIGINT) FROM ("
                + shares
                + ") GROUP BY k, w";
    }

    private String series(List<String> keys) {
        if (query.by().isEmpty()) {
            return "k";
        }
        String list = SqlText.list(keys.stream().map(SqlText::text).toList());
        return keys.isEmpty() ? "NULL" : "CASE WHEN k IN " + list + " THEN k END";
    }

    /** What a life has between two moments. */
    private String share(String from, String to) {
        return switch (query.metric()) {
            case BYTES -> bytesBefore(to) + " - " + bytesBefore(from);
            case PACKETS -> packetsBefore(to) + " - " + packetsBefore(from);
            default -> "CAST(a >= " + from + " AND a < " + to + " AS BIGINT)";
        };
    }

    private static String packetsBefore(String nanos) {
        return "rf_packets_before(" + nanos + ", a, b, p)";
    }

    private static String bytesBefore(String nanos) {
        return "rf_bytes_before(v, p, " + packetsBefore(nanos) + ")";
    }

    /** Rows as lives: key, first and last packet in nanoseconds, packets, bytes. */
    private String lives(String from) {
        FilterField by = query.by().orElse(null);
        if (by == null || !FieldSql.isOfObservers(by)) {
            String key =
                    by == null ? "''" : "coalesce(CAST(" + TopSql.value(by) + " AS VARCHAR), '')";
            return "SELECT "
                    + key
                    + (" k, " + FIRST + " a, " + LAST + " b, ")
                    + (FieldSql.PACKETS + " p, " + FieldSql.BYTES + " v" + from);
        }
        String lives =
                "SELECT "
                        + (TopSql.value(by) + " k, ")
                        + (FIRST + " + coalesce(seen.firstNs, 0) a, ")
                        + (LAST + " + coalesce(seen.lastNs, 0) b, ")
                        + "coalesce(seen.srcPackets, srcPackets)"
                        + " + coalesce(seen.dstPackets, dstPackets) p, "
                        + ("coalesce(seen.bytes, " + FieldSql.BYTES + ") v")
                        + (" FROM (SELECT *, unnest(seenBy) seen" + from + ")");
        // An observer may have seen the flow at other times than the flow's own.
        String within = query.metric() == Metric.FLOWS ? "a" : "b";
        return "SELECT * FROM (%s) WHERE %s >= %d AND a < %d"
                .formatted(lives, within, range.fromNanos(), range.toNanos());
    }
}
