package io.ringflow.history.query;

import java.sql.SQLException;
import java.util.Optional;
import org.duckdb.DuckDBAppender;

/**
 * Flows that a query of the history leaves out, by their ids.
 *
 * @param table the temporary table of the ids
 * @param sinceNanos the last packets of all these flows are at this time or later
 * @param lasting the flows of which rows of open flows say less than memory; empty if there are no
 *     such rows
 */
record Exclusion(String table, IdSet ids, long sinceNanos, Optional<IdSet> lasting) {

    private static final String LASTING = "memory_lasting";

    /** The flows that are in memory. */
    static Exclusion ofMemory(LiveFlows memory, HistoryRows rows) {
        return new Exclusion(
                "memory",
                memory.ids(),
                memory.oldestNanos(),
                rows.open() ? Optional.of(memory.lasting()) : Optional.empty());
    }

    static Exclusion of(String table, IdSet ids, long sinceNanos) {
        return new Exclusion(table, ids, sinceNanos, Optional.empty());
    }

    /** Creates the tables. */
    void create(HistorySession session) throws SQLException {
        create(session, table, ids);
        if (lasting.isPresent()) {
            create(session, LASTING, lasting.get());
        }
    }

    private static void create(HistorySession session, String table, IdSet ids)
            throws SQLException {
        if (ids.size() == 0) {
            return;
        }
        session.update("CREATE OR REPLACE TEMP TABLE " + table + " (id BLOB)");
        try (DuckDBAppender appender = session.connection().createAppender("temp", "main", table)) {
            for (byte[] id : ids.bytes()) {
                appender.beginRow();
                appender.append(id);
                appender.endRow();
            }
        }
    }

    /** True for the rows that are not left out; empty if none are. */
    String sql() {
        if (lasting.isEmpty()) {
            return ofEnded();
        }
        String ended = ids.size() == 0 ? "" : " AND " + ofEnded();
        String open =
                lasting.get().size() == 0 ? "" : " AND id NOT IN (SELECT id FROM " + LASTING + ')';
        return "(endReason IS NOT NULL" + ended + " OR endReason IS NULL" + open + ')';
    }

    private String ofEnded() {
        if (ids.size() == 0) {
            return "";
        }
        String others = "id NOT IN (SELECT id FROM " + table + ')';
        return sinceNanos == Long.MIN_VALUE
                ? others
                : "(lastSeen < "
                        + SqlText.time(Math.floorDiv(sinceNanos, 1000L))
                        + " OR "
                        + others
                        + ')';
    }
}
