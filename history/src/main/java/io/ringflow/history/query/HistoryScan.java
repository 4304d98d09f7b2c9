package io.ringflow.history.query;

import io.ringflow.history.table.FlowRow;
import io.ringflow.model.Flow;
import io.ringflow.model.state.FlowReceiver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Moves flows from the thread that reads them to the one that asked for them, a few batches ahead.
 * For one scan.
 */
final class HistoryScan {

    private static final int BATCH = 512;
    private static final int BATCHES = 4;

    private final FlowReceiver receiver;
    private final BlockingQueue<List<Flow>> batches = new ArrayBlockingQueue<>(BATCHES);

    /** Set once the receiver has returned false. */
    private volatile boolean enough;

    HistoryScan(FlowReceiver receiver) {
        this.receiver = receiver;
    }

    /**
     * Runs a search that sends its rows here.
     *
     * @param search blocks until all rows are sent; runs in a thread of its own, which is
     *     interrupted if the calling thread is
     */
    void run(Consumer<HistoryScan> search) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread reading =
                Thread.ofVirtual()
                        .name("history-scan")
                        .start(
                                () -> {
                                    try {
                                        search.accept(this);
                                        done.complete(null);
                                    } catch (RuntimeException e) {
                                        done.completeExceptionally(e);
                                    }
                                });
        try {
            receive(done);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HistoryEngine.cancelled();
        } catch (ExecutionException e) {
            throw HistoryFailure.of(e.getCause());
        } finally {
            enough = true;
            reading.interrupt();
        }
    }

    private void receive(CompletableFuture<Void> done)
            throws InterruptedException, ExecutionException {
        while (true) {
            boolean last = done.isDone();
            List<Flow> batch = batches.poll(last ? 0 : 20, TimeUnit.MILLISECONDS);
            if (batch == null && last) {
                done.get();
                return;
            }
            for (Flow flow : batch == null ? List.<Flow>of() : batch) {
                if (!receiver.accept(flow)) {
                    return;
                }
            }
        }
    }

    /** Reads rows and sends their flows, in the thread of the query. */
    Void send(ResultSet rows, HistorySession session) throws SQLException, InterruptedException {
        List<Flow> batch = new ArrayList<>(BATCH);
        while (!enough && rows.next()) {
            batch.add(FlowRow.read(rows));
            if (batch.size() == BATCH) {
                session.returned(BATCH);
                put(batch);
                batch = new ArrayList<>(BATCH);
            }
        }
        session.returned(batch.size());
        put(batch);
        return null;
    }

    private void put(List<Flow> batch) throws InterruptedException {
        boolean taken = false;
        while (!enough && !taken) {
            // The receiver may be slow.
            taken = batches.offer(batch, 100, TimeUnit.MILLISECONDS);
        }
    }
}
