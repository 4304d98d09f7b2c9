package io.ringflow.history.query;

import io.ringflow.history.store.HistoryFiles;
import io.ringflow.history.table.FlowRow;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.TimeBounds;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.HistoryStatus;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.model.state.query.TopQuery;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads the history of ended flows. Answers hold the flows that {@link FlowFilter} matches, in the
 * same order as lists of a live state. Thread-safe; a few queries run at once, others wait or are
 * refused. Interrupting the calling thread cancels its query. Closed by its creator.
 */
public final class HistoryReader implements AutoCloseable {

    /** Maximum duration of a query. */
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    /** Maximum duration of a scan, which lasts as long as its receiver needs. */
    private static final Duration SCAN_DEADLINE = Duration.ofMinutes(10);

    /** How often a query is repeated because compaction replaced one of its files. */
    private static final int ATTEMPTS = 4;

    private final Path directory;
    private final HistoryFiles files;
    private final HistoryEngine engine;
    private final HistoryStart start;

    /** Reads the history in a directory, which need not exist yet. */
    public HistoryReader(Path directory, long memoryBytes) {
        this.directory = directory;
        files = new HistoryFiles(directory);
        engine = new HistoryEngine(directory, memoryBytes);
        start = new HistoryStart(this);
    }

    /** Something to find in some files. */
    @FunctionalInterface
    private interface Search<T> {
        T in(List<Path> files, HistorySession session) throws SQLException, InterruptedException;
    }

    /** Searches the files of a time range, if there are any. */
    private <T> T search(TimeBounds bounds, T nothing, Duration deadline, Search<T> search) {
        return searchAll(
                bounds,
                deadline,
                (found, session) -> found.isEmpty() ? nothing : search.in(found, session));
    }

    /** Searches the files of a time range; again if compaction has replaced one of them. */
    private <T> T searchAll(TimeBounds bounds, Duration deadline, Search<T> search) {
        return engine.ask(
                deadline,
                session -> {
                    for (int attempt = 1; ; attempt++) {
                        try {
                            return search.in(filesOf(bounds), session);
                        } catch (SQLException e) {
                            if (attempt == ATTEMPTS || !HistoryFailure.isLostFile(e)) {
                                throw e;
                            }
                        }
                    }
                });
    }

    private List<Path> filesOf(TimeBounds bounds) {
        try {
            return files.between(instant(bounds.fromNanos()), instant(bounds.toNanos()));
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(e);
        }
    }

    private StateException unreadable(Exception e) {
        return new StateException(
                StateException.Reason.UNAVAILABLE,
                "the history in "
                        + directory
                        + " can't be read: "
                        + e
                        + "; make it readable for the user of this process",
                e);
    }

    private static Instant instant(long nanos) {
        if (nanos == Long.MIN_VALUE) {
            return Instant.MIN;
        }
        return nanos == Long.MAX_VALUE ? Instant.MAX : Instant.EPOCH.plusNanos(nanos);
    }

    /** The files of the oldest hour; empty if there are none. */
    List<Path> oldestHour() {
        try {
            Optional<Instant> oldest = files.oldest();
            return oldest.isEmpty() ? List.of() : files.between(oldest.get(), oldest.get());
        } catch (IOException | DirectoryIteratorException e) {
            throw unreadable(e);
        }
    }

    /** The flow with this id; looked for from the newest file to the oldest. */
    Optional<Flow> flow(FlowId id) {
        String where = " WHERE id = " + FieldSql.id(id) + " LIMIT 1";
        return search(
                TimeBounds.of(FlowFilter.ALL.condition()),
                Optional.<Flow>empty(),
                DEADLINE,
                (found, session) -> {
                    for (Path file : found.reversed()) {
                        Optional<Flow> flow =
                                session.query(
                                        HistorySql.flows(List.of(file)) + where,
                                        rows ->
                                                rows.next()
                                                        ? Optional.of(FlowRow.read(rows))
                                                        : Optional.<Flow>empty());
                        if (flow.isPresent()) {
                            session.returned(1);
                            return flow;
                        }
                    }
                    return Optional.empty();
                });
    }

    /** The number of flows that match and are not in memory. */
    long count(FlowFilter filter, LiveFlows memory) {
        return search(
                TimeBounds.of(filter.condition()),
                0L,
                DEADLINE,
                (found, session) -> {
                    Exclusion.ofMemory(memory).create(session);
                    return session.query(
                            "SELECT count(*)"
                                    + HistorySql.from(found)
                                    + HistorySql.where(
                                            filter.condition(), Exclusion.ofMemory(memory)),
                            HistoryReader::number);
                });
    }

    /**
     * The first flows of a list that match and are neither in memory nor on an earlier page: one
     * more than the limit, if there are so many.
     */
    List<Flow> best(FlowQuery query, LiveFlows memory, HistoricPage page) {
        return search(
                TimeBounds.of(query.filter().condition()),
                List.of(),
                DEADLINE,
                (found, session) -> best(query, memory, page, found, session));
    }

    private static List<Flow> best(
            FlowQuery query,
            LiveFlows memory,
            HistoricPage page,
            List<Path> found,
            HistorySession session)
            throws SQLException, InterruptedException {
        Exclusion live = Exclusion.ofMemory(memory);
        Exclusion returned = Exclusion.of("returned", page.returned(), Long.MIN_VALUE);
        live.create(session);
        returned.create(session);
        String where = HistorySql.where(query.filter().condition(), live, returned);
        String list =
                "SELECT file_index, file_row_number"
                        + HistorySql.from(found)
                        + where
                        + HistorySql.startedBy(page.newestStartNanos())
                        + HistorySql.order(query)
                        + " LIMIT "
                        + (query.limit() + 1);
        Map<Integer, List<Long>> places = session.query(list, HistoryReader::places);
        List<Flow> flows = new ArrayList<>();
        for (Map.Entry<Integer, List<Long>> file : places.entrySet()) {
            String rows =
                    file.getValue().stream()
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
            session.query(
                    HistorySql.flows(List.of(found.get(file.getKey())))
                            + " WHERE file_row_number IN ("
                            + rows
                            + ')',
                    read -> flows.addAll(read(read)));
        }
        session.returned(flows.size());
        return flows;
    }

    private static Map<Integer, List<Long>> places(ResultSet rows) throws SQLException {
        Map<Integer, List<Long>> places = new LinkedHashMap<>();
        while (rows.next()) {
            places.computeIfAbsent(rows.getInt(1), file -> new ArrayList<>()).add(rows.getLong(2));
        }
        return places;
    }

    private static List<Flow> read(ResultSet rows) throws SQLException {
        List<Flow> flows = new ArrayList<>();
        while (rows.next()) {
            flows.add(FlowRow.read(rows));
        }
        return flows;
    }

    /**
     * Hands out all flows that match and are not in memory, in the calling thread, in no particular
     * order.
     */
    void scan(FlowFilter filter, LiveFlows memory, FlowReceiver receiver) {
        new HistoryScan(receiver)
                .run(
                        stream ->
                                search(
                                        TimeBounds.of(filter.condition()),
                                        null,
                                        SCAN_DEADLINE,
                                        (found, session) -> {
                                            Exclusion live = Exclusion.ofMemory(memory);
                                            live.create(session);
                                            String where =
                                                    HistorySql.where(filter.condition(), live);
                                            return session.query(
                                                    HistorySql.flows(found) + where,
                                                    rows -> stream.send(rows, session));
                                        }));
    }

    /**
     * A top list of memory and history.
     *
     * @param filter the flows that count
     * @param memory those of them that are in memory
     * @param sums their traffic
     */
    TopAnswer top(TopQuery query, FlowFilter filter, LiveFlows memory, TopSums sums) {
        return searchAll(
                TimeBounds.of(filter.condition()),
                DEADLINE,
                (found, session) -> {
                    Exclusion live = Exclusion.ofMemory(memory);
                    live.create(session);
                    HistoricTop top = new HistoricTop(query, sums);
                    String where = HistorySql.where(filter.condition(), live);
                    top.ask(session, found.isEmpty() ? "" : HistorySql.from(found) + where);
                    TopAnswer answer = top.answer(memory.coverage());
                    session.returned(answer.top().size());
                    return answer;
                });
    }

    /** The earliest last packet of the flows in some files; empty if there are no flows. */
    Optional<Long> oldestMicros(List<Path> hour) {
        return engine.ask(
                DEADLINE,
                session ->
                        session.query(
                                "SELECT epoch_us(min(lastSeen))" + HistorySql.from(hour),
                                rows ->
                                        rows.next() && rows.getObject(1) != null
                                                ? Optional.of(rows.getLong(1))
                                                : Optional.<Long>empty()));
    }

    /** Since when the history has flows; {@link Long#MAX_VALUE} if it has none. */
    long oldestNanos() {
        return start.nanos();
    }

    /** How reading goes. */
    HistoryStatus status() {
        return engine.status(directory.toString(), start.problem());
    }

    private static long number(ResultSet rows) throws SQLException {
        rows.next();
        return rows.getLong(1);
    }

    @Override
    public void close() {
        engine.close();
    }
}
