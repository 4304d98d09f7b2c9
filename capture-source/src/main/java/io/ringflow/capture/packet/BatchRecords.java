package io.ringflow.capture.packet;

import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;

/**
 * The result of one fetch, passed to the task thread: batches, each with its split. The task thread
 * returns the batches to their pool after emitting them, possibly after the reader was closed.
 */
public final class BatchRecords implements RecordsWithSplitIds<PacketBatch> {

    /**
     * A batch of a split.
     *
     * @param splitId the split
     * @param batch what was read from it
     */
    public record Entry(String splitId, PacketBatch batch) {}

    private final BatchPool pool;
    private final List<Entry> entries;
    private final Iterator<Entry> rest;
    private final Set<String> finished;
    private PacketBatch next;
    private boolean recycled;

    /** A result with one batch. */
    public static BatchRecords of(String splitId, PacketBatch batch, BatchPool pool) {
        return new BatchRecords(List.of(new Entry(splitId, batch)), Set.of(), pool);
    }

    /** An empty result, returned after a wake-up. */
    public static BatchRecords none() {
        return new BatchRecords(List.of(), Set.of(), null);
    }

    /**
     * Creates the result of a fetch.
     *
     * @param entries the batches, in order
     * @param finished splits that end with these batches
     * @param pool the pool to which the batches are returned; null if there are no batches
     */
    public BatchRecords(List<Entry> entries, Set<String> finished, BatchPool pool) {
        this.entries = List.copyOf(entries);
        this.rest = this.entries.iterator();
        this.finished = Set.copyOf(finished);
        this.pool = pool;
    }

    @Override
    public String nextSplit() {
        if (!rest.hasNext()) {
            return null;
        }
        Entry entry = rest.next();
        next = entry.batch();
        return entry.splitId();
    }

    @Override
    public PacketBatch nextRecordFromSplit() {
        PacketBatch batch = next;
        next = null;
        return batch;
    }

    @Override
    public Set<String> finishedSplits() {
        return finished;
    }

    @Override
    public void recycle() {
        if (pool != null && !recycled) {
            recycled = true;
            entries.forEach(entry -> pool.give(entry.batch()));
        }
    }
}
