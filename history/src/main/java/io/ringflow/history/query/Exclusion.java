package io.ringflow.history.query;

import java.sql.SQLException;
import org.duckdb.DuckDBAppender;

/**
 * Flows that a query of the history leaves out, by their ids.
 *
 * @param table the temporary table of the ids
 * @param sinceNanos the last packets of all these flows are at this time or later
 */
record Exclusion(String table, IdSet ids, long sinceNanos) {

    /** The flows that are in memory. */
    static Exclusion ofMemory(LiveFlows memory) {
        return new Exclusion("memory", memory.ids(), memory.oldestNanos());
    }

    static Exclusion of(String table, IdSet ids, long sinceNanos) {
        return new Exclusion(table, ids, sinceNanos);
    }

    /** Creates the table. */
    void create(HistorySession session) throws SQLException {
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
