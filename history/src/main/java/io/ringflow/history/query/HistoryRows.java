package io.ringflow.history.query;

import io.ringflow.history.table.FlowSql;
import java.nio.file.Path;
import java.util.List;

/**
 * The rows that a search reads.
 *
 * @param files files of ended flows
 * @param open true if there are flows that have not ended, in {@link OpenFlows#TABLE}
 */
record HistoryRows(List<Path> files, boolean open) {

    boolean isEmpty() {
        return files.isEmpty() && !open;
    }

    /** All rows, of which there are some. */
    String from() {
        if (!open) {
            return HistorySql.from(files);
        }
        String openRows = " FROM " + OpenFlows.TABLE;
        String columns = "SELECT " + FlowSql.storedColumns();
        return files.isEmpty()
                ? openRows
                : " FROM ("
                        + columns
                        + HistorySql.from(files)
                        + " UNION ALL "
                        + columns
                        + openRows
                        + ")";
    }
}
