package io.ringflow.capture.fragment;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Sorts the fragments of a bucket by shard and sends each shard its own, in the order in which they
 * started. Reuses one batch, which the output must serialize before it returns. Called by the task
 * thread.
 */
public final class ShardSender {

    private final int shards;
    private final int[] keys;
    private final Consumer<FragmentBatch> output;
    private final FragmentBatch batch = new FragmentBatch();
    private final int[] ends;
    private int[] sorted = new int[0];

    /** Creates a sender for this number of shards. */
    public ShardSender(int shards, Consumer<FragmentBatch> output) {
        this.shards = shards;
        this.keys = ShardKeys.of(shards);
        this.output = output;
        this.ends = new int[shards + 1];
    }

    /** Sends all fragments of a bucket, or of a part of it. */
    public void send(Observer observer, BucketFragments fragments) {
        sortByShard(fragments);
        batch.observer = observer;
        batch.bucketNanos = fragments.bucketNanos;
        batch.gap = null;
        int from = 0;
        for (int shard = 0; shard < shards; shard++) {
            int to = ends[shard];
            if (to > from) {
                send(shard, fragments, from, to);
            }
            from = to;
        }
    }

    /** Counting sort: afterwards the rows of shard s end at {@code ends[s]}, exclusive. */
    private void sortByShard(BucketFragments fragments) {
        int count = fragments.count;
        long[] rows = fragments.rows;
        if (sorted.length < count) {
            sorted = new int[Math.max(count, 2 * sorted.length)];
        }
        Arrays.fill(ends, 0);
        for (int row = 0; row < count; row++) {
            ends[shardOf(rows, row) + 1]++;
        }
        for (int shard = 1; shard <= shards; shard++) {
            ends[shard] += ends[shard - 1];
        }
        for (int row = 0; row < count; row++) {
            sorted[ends[shardOf(rows, row)]++] = row;
        }
    }

    private int shardOf(long[] rows, int row) {
        return FragmentLayout.shard(rows[row * FragmentLayout.WORDS + FragmentLayout.HASH], shards);
    }

    private void send(int shard, BucketFragments fragments, int from, int to) {
        long[] rows = fragments.rows;
        int words = (to - from) * FragmentLayout.WORDS;
        if (batch.rows.length < words) {
            batch.rows = new long[2 * words];
        }
        batch.details.clear();
        for (int i = from; i < to; i++) {
            int at = (i - from) * FragmentLayout.WORDS;
            System.arraycopy(
                    rows, sorted[i] * FragmentLayout.WORDS, batch.rows, at, FragmentLayout.WORDS);
            moveDetail(fragments, at + FragmentLayout.EVENTS);
        }
        batch.shardKey = keys[shard];
        batch.count = to - from;
        output.accept(batch);
    }

    private void moveDetail(BucketFragments fragments, int word) {
        int offset = FragmentLayout.detail(batch.rows[word]);
        if (offset != Details.NONE) {
            int moved = batch.details.add(fragments.details.words, offset);
            batch.rows[word] = FragmentLayout.withDetail(batch.rows[word], moved);
        }
    }

    /** Sends what a capture has counted, which belongs to no shard. */
    public void report(CaptureReport report, int subtask) {
        report.subtask = subtask;
        batch.observer = report.observer;
        batch.count = 0;
        batch.details.clear();
        batch.bucketNanos = 0;
        batch.shardKey = keys[0];
        batch.report = report;
        output.accept(batch);
        batch.report = null;
    }

    /**
     * Reports a capture loss, or the progress of event time, to every shard.
     *
     * @param gap the loss, or null
     * @param newestNanos newest event time seen; {@link Long#MIN_VALUE} if not reported
     */
    public void broadcast(Observer observer, CaptureGap gap, long newestNanos) {
        batch.observer = observer;
        batch.gap = gap;
        batch.newestNanos = newestNanos;
        batch.count = 0;
        batch.details.clear();
        batch.bucketNanos = 0;
        for (int shard = 0; shard < shards; shard++) {
            batch.shardKey = keys[shard];
            output.accept(batch);
        }
        batch.gap = null;
        batch.newestNanos = Long.MIN_VALUE;
    }
}
