package io.ringflow.capture.ring;

import io.ringflow.capture.PacketBatch;
import java.util.Set;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;

/**
 * One batch of one split, or nothing. Made on the fetcher thread, then used on the task thread;
 * {@link #recycle} gives the batch back, so nobody may keep it longer than the records.
 */
final class BatchRecords implements RecordsWithSplitIds<PacketBatch> {

    private final BatchPool pool;
    private String splitId;
    private PacketBatch next;
    private PacketBatch held;

    private BatchRecords(String splitId, PacketBatch batch, BatchPool pool) {
        this.splitId = splitId;
        this.next = batch;
        this.held = batch;
        this.pool = pool;
    }

    static BatchRecords of(String splitId, PacketBatch batch, BatchPool pool) {
        return new BatchRecords(splitId, batch, pool);
    }

    /** The answer to a wake-up. */
    static BatchRecords none() {
        return new BatchRecords(null, null, null);
    }

    @Override
    public String nextSplit() {
        String id = splitId;
        splitId = null;
        return id;
    }

    @Override
    public PacketBatch nextRecordFromSplit() {
        PacketBatch batch = next;
        next = null;
        return batch;
    }

    @Override
    public Set<String> finishedSplits() {
        return Set.of();
    }

    @Override
    public void recycle() {
        if (held != null) {
            pool.give(held);
            held = null;
        }
    }
}
