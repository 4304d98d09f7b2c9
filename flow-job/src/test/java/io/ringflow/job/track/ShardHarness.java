package io.ringflow.job.track;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.job.rollup.FlowRollups;
import io.ringflow.job.settings.FlowRecords;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One shard with its rules, and the records that it emitted. */
public final class ShardHarness {

    /** The start of tests: a bucket boundary. */
    public static final long T0 = 1_000_000 * Fragments.SECOND;

    final FoldRules rules;
    public final List<Flow> records = new ArrayList<>();
    public FlowShard shard = new FlowShard();
    FlowRollups rollups = FlowRollups.none();

    ShardHarness(FoldRules rules) {
        this.rules = rules;
    }

    /** Default settings, no retention, end records only. */
    public static ShardHarness plain() {
        return new ShardHarness(rules(1000, Duration.ZERO, false, false));
    }

    /** Default settings, with ended flows kept for a time. */
    public static ShardHarness retaining(int maxFlows, Duration retention) {
        return new ShardHarness(rules(maxFlows, retention, false, false));
    }

    static FoldRules rules(int maxFlows, Duration retention, boolean split, boolean reports) {
        FlowSettings settings =
                FlowSettings.builder()
                        .splitOnActiveTimeout(split)
                        .maxFlows(maxFlows)
                        .retention(retention)
                        .build();
        return FoldRules.of(settings, 1, reports ? FlowRecords.ALL : FlowRecords.ENDS);
    }

    /** A time in nanoseconds, from milliseconds after the start. */
    public static long ms(long millis) {
        return T0 + millis * 1_000_000;
    }

    public ShardHarness see(Packet... packets) {
        return see(Fragments.OBSERVER, packets);
    }

    public ShardHarness see(Observer observer, Packet... packets) {
        Fragments.batches(observer, List.of(packets)).forEach(shard::accept);
        return this;
    }

    public ShardHarness accept(FragmentBatch batch) {
        shard.accept(batch);
        return this;
    }

    /** Folds up to a time, in milliseconds after the start. */
    public ShardHarness advance(long millis) {
        return advanceTo(ms(millis));
    }

    /** Folds up to a time. */
    ShardHarness advanceTo(long nanos) {
        shard.advance(nanos, rules, new FoldOutput(rollups, records::add, null));
        return this;
    }

    /** Folds up to a time, in milliseconds after the start; returns the changes. */
    public FlowChanges follow(long millis) {
        FlowChanges changes = new FlowChanges();
        shard.lock().lock();
        try {
            shard.advance(ms(millis), rules, new FoldOutput(rollups, records::add, changes));
        } finally {
            shard.lock().unlock();
        }
        return changes;
    }

    /** Changes that nobody can read, because the shard's observers were never added. */
    public FlowChanges unreadable() {
        FlowChanges changes = new FlowChanges();
        changes.touch(shard.rows().nextHead(0));
        changes.endBucket(shard.rows());
        return changes;
    }

    /** Ends the capture after its newest packet. */
    public ShardHarness finish(long newestNanos) {
        FragmentBatch batch = new FragmentBatch();
        batch.observer = Fragments.OBSERVER;
        batch.newestNanos = newestNanos;
        shard.accept(batch);
        return advanceTo(Long.MAX_VALUE);
    }

    /** The records of an event. */
    public List<Flow> records(FlowEvent event) {
        return records.stream().filter(flow -> flow.event() == event).toList();
    }

    /** The end reasons of flows, in the order of their ends. */
    public List<EndReason> ends() {
        return records(FlowEvent.END).stream().map(Flow::endReason).toList();
    }

    /** The flows that queries find. */
    public List<Flow> held() {
        List<Flow> held = new ArrayList<>();
        shard.forEach(held::add);
        return held;
    }
}
