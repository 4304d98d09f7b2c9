package io.ringflow.history.query;

import io.ringflow.history.table.FlowColumn;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.state.query.FlowQuery;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The parts of statements that read the history's files. */
final class HistorySql {

    /** A row without the event, which answers to queries do not have. */
    static final String COLUMNS =
            Stream.of(FlowColumn.values())
                    .map(
                            column ->
                                    column == FlowColumn.EVENT
                                            ? "'none' AS event"
                                            : column.columnName())
                    .collect(Collectors.joining(", "));

    private HistorySql() {}

    /** All columns of the rows of some files. */
    static String flows(List<Path> files) {
        return "SELECT " + COLUMNS + from(files);
    }

    /** The rows of some files. */
    static String from(List<Path> files) {
        return files.stream()
                .map(file -> SqlText.text(file.toString()))
                .collect(
                        Collectors.joining(
                                ", ",
                                " FROM read_parquet([",
                                "], file_row_number = true, hive_partitioning = false)"));
    }

    /** The rows that match and are not excluded. */
    static String where(Condition condition, Exclusion... excluded) {
        return Stream.concat(
                        Stream.of(FilterSql.of(condition)),
                        Stream.of(excluded).map(Exclusion::sql).filter(sql -> !sql.isEmpty()))
                .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    /** The flows that had started at a time, as one more condition. */
    static String startedBy(long nanos) {
        return nanos == Long.MAX_VALUE
                ? ""
                : " AND firstSeen <= " + SqlText.time(Math.floorDiv(nanos, 1000L));
    }

    /** The order of a list, with absent values last and ties by id. */
    static String order(FlowQuery query) {
        String direction = query.descending() ? " DESC NULLS LAST, " : " NULLS LAST, ";
        return FieldSql.order(query.sort()).stream()
                .map(key -> key + direction)
                .collect(Collectors.joining("", " ORDER BY ", "id"));
    }
}
