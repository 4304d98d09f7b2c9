package io.ringflow.history.query;

import io.ringflow.history.store.HistoryFiles;
import io.ringflow.history.store.HistoryUpdates;
import io.ringflow.history.table.FlowSql;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The flows of the history that have not ended, as far as its files say, in a table of the engine:
 * each with its last row. The table is brought up to date before a search; each file of ended flows
 * is looked at once. Thread-safe.
 */
final class OpenFlows {

    /** The table. */
    static final String TABLE = "open_flows";

    /** Each row takes about a kilobyte of the engine's memory. */
    private static final int MAX_ROWS = 100_000;

    private final HistoryFiles files;

    /** The files with rows of open flows that the table was made of. Guarded by this. */
    private List<Path> updates = List.of();

    /** The files with ended flows that the table has none of. Guarded by this. */
    private final Set<Path> ended = new HashSet<>();

    /** Guarded by this. */
    private boolean created;

    OpenFlows(HistoryFiles files) {
        this.files = files;
    }

    /**
     * Brings the table up to date.
     *
     * @return true if it has rows
     */
    synchronized boolean refresh(HistorySession session)
            throws IOException, SQLException, InterruptedException {
        List<Path> present = files.updates().files();
        if (present.isEmpty() && updates.isEmpty()) {
            return false;
        }
        Instant since = files.updates().checkedUntil();
        List<Path> flows = files.writtenSince(since);
        if (!present.equals(updates)) {
            rebuild(present, flows, session);
        } else {
            removeEnded(flows, session);
        }
        return session.query("SELECT count(*) FROM " + TABLE, OpenFlows::hasRows);
    }

    private void rebuild(List<Path> present, List<Path> flows, HistorySession session)
            throws SQLException {
        updates = List.of();
        ended.clear();
        if (!created) {
            session.update(FlowSql.createTable(TABLE));
            created = true;
        }
        session.update("DELETE FROM " + TABLE);
        if (!present.isEmpty()) {
            session.update(
                    "INSERT INTO "
                            + TABLE
                            + " SELECT * FROM ("
                            + HistoryUpdates.newest(present, flows)
                            + ") ORDER BY lastSeen DESC LIMIT "
                            + MAX_ROWS);
        }
        updates = present;
        ended.addAll(flows);
    }

    private void removeEnded(List<Path> flows, HistorySession session) throws SQLException {
        List<Path> added = new ArrayList<>(flows);
        added.removeAll(ended);
        if (!added.isEmpty()) {
            session.update(
                    "DELETE FROM "
                            + TABLE
                            + " WHERE id IN (SELECT id"
                            + HistorySql.from(added)
                            + " WHERE id IN (SELECT id FROM "
                            + TABLE
                            + "))");
        }
        ended.retainAll(flows);
        ended.addAll(flows);
    }

    private static boolean hasRows(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getLong(1) > 0;
    }
}
