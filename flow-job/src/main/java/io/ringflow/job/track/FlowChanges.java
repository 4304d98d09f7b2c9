package io.ringflow.job.track;

import io.ringflow.job.table.FlowCopies;
import io.ringflow.job.table.Observers;
import io.ringflow.job.table.RowPages;
import io.ringflow.job.table.RowReader;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.state.answer.CaptureGap;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * The changes of one shard while it folded up to a watermark, for those who follow them: a copy of
 * each flow that had packets, started or ended. The task thread fills it and hands it over once it
 * is closed; after that it does not change.
 */
public final class FlowChanges {

    private final FlowCopies copies = new FlowCopies();
    private final BitSet touched = new BitSet();
    private final BitSet started = new BitSet();
    private int[] heads = new int[64];
    private FlowEvent[] events = new FlowEvent[64];
    private int count;
    private Observers observers = Observers.NONE;
    private List<CaptureGap> gaps = List.of();
    private long completeNanos;

    /** No changes yet. */
    public FlowChanges() {}

    /** Notes that a flow had packets. */
    void touch(int head) {
        touched.set(head);
    }

    /** Notes that a flow started. */
    void start(int head) {
        touched.set(head);
        started.set(head);
    }

    /** Notes that a flow ended; its row may be reused after this. */
    void end(RowPages rows, int head) {
        if (started.get(head)) {
            add(rows, head, FlowEvent.NEW);
        }
        add(rows, head, FlowEvent.END);
        touched.clear(head);
        started.clear(head);
    }

    /** Copies the flows that the bucket just folded has changed. */
    void endBucket(RowPages rows) {
        for (int head = touched.nextSetBit(0); head >= 0; head = touched.nextSetBit(head + 1)) {
            add(rows, head, started.get(head) ? FlowEvent.NEW : FlowEvent.UPDATE);
        }
        touched.clear();
        started.clear();
    }

    private void add(RowPages rows, int head, FlowEvent event) {
        if (count == heads.length) {
            heads = Arrays.copyOf(heads, 2 * count);
            events = Arrays.copyOf(events, 2 * count);
        }
        heads[count] = copies.copy(rows, head);
        events[count++] = event;
    }

    /**
     * Completes the changes; none are added after this.
     *
     * @param shard the shard that has changed
     */
    void close(FlowShard shard) {
        observers = shard.observers();
        gaps = shard.gaps();
        completeNanos = shard.completeNanos();
    }

    /** Number of changes; a flow may have several. */
    public int count() {
        return count;
    }

    /** Head row of the copy of a change; changes are numbered from 0, oldest first. */
    public int head(int change) {
        return heads[change];
    }

    /** What happened in a change: {@code NEW}, {@code UPDATE} or {@code END}. */
    public FlowEvent event(int change) {
        return events[change];
    }

    /** The rows of the copies. */
    public RowPages rows() {
        return copies.rows();
    }

    /** The observers of the flows. */
    public Observers observers() {
        return observers;
    }

    /** A reader of the copies. */
    public RowReader reader() {
        return new RowReader(copies.rows(), observers, gaps);
    }

    /** Event time up to which the shard has folded. */
    public long completeNanos() {
        return completeNanos;
    }
}
