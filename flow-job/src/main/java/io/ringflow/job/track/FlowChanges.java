package io.ringflow.job.track;

import io.ringflow.job.table.FlowCopies;
import io.ringflow.job.table.RowPages;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.Observer;
import io.ringflow.model.state.CaptureGap;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * What changed in one shard while it folded up to a watermark, for those who follow it: a copy of
 * each flow that had packets, began or ended. The task thread fills it, then hands it over.
 */
public final class FlowChanges {

    private final FlowCopies copies = new FlowCopies();
    private final BitSet touched = new BitSet();
    private final BitSet begun = new BitSet();
    private int[] heads = new int[64];
    private FlowEvent[] events = new FlowEvent[64];
    private int count;
    private List<Observer> observers = List.of();
    private List<CaptureGap> gaps = List.of();
    private long completeNanos;

    FlowChanges() {}

    /** A flow had packets. */
    void touch(int head) {
        touched.set(head);
    }

    /** A flow began. */
    void begin(int head) {
        touched.set(head);
        begun.set(head);
    }

    /** A flow ended; its row may be used for another one after this. */
    void end(RowPages rows, int head) {
        if (begun.get(head)) {
            add(rows, head, FlowEvent.NEW);
        }
        add(rows, head, FlowEvent.END);
        touched.clear(head);
        begun.clear(head);
    }

    /** A bucket has been folded: copies what it changed. */
    void endBucket(RowPages rows) {
        for (int head = touched.nextSetBit(0); head >= 0; head = touched.nextSetBit(head + 1)) {
            add(rows, head, begun.get(head) ? FlowEvent.NEW : FlowEvent.UPDATE);
        }
        touched.clear();
        begun.clear();
    }

    private void add(RowPages rows, int head, FlowEvent event) {
        if (count == heads.length) {
            heads = Arrays.copyOf(heads, 2 * count);
            events = Arrays.copyOf(events, 2 * count);
        }
        heads[count] = copies.copy(rows, head);
        events[count++] = event;
    }

    /** Nothing is added after this. */
    void close(List<Observer> itsObservers, List<CaptureGap> itsGaps, long nanos) {
        observers = itsObservers;
        gaps = itsGaps;
        completeNanos = nanos;
    }

    /** Number of changes, oldest first; a flow may have several. */
    public int count() {
        return count;
    }

    /** Head row of the copy of a change. */
    public int head(int change) {
        return heads[change];
    }

    /** What happened: new, update or end. */
    public FlowEvent event(int change) {
        return events[change];
    }

    /** Where the copies lie. */
    public RowPages rows() {
        return copies.rows();
    }

    /** Who saw the flows, by the numbers in the rows. */
    public List<Observer> observers() {
        return observers;
    }

    /** The capture losses that flows may cross. */
    public List<CaptureGap> gaps() {
        return gaps;
    }

    /** Event time that the shard has folded. */
    public long completeNanos() {
        return completeNanos;
    }
}
