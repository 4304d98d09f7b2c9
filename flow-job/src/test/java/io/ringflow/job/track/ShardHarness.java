package io.ringflow.job.track;

import io.ringflow.job.FlowSettings;
import io.ringflow.job.local.FragmentBatch;
import io.ringflow.job.local.Fragments;
import io.ringflow.job.local.Packet;
import io.ringflow.job.rollup.FlowRollups;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One shard with its rules, and the records that it gave. */
final class ShardHarness {

    /** Where tests begin: on the boundary of a bucket. */
    static final long T0 = 1_000_000 * Fragments.SECOND;

    final FoldRules rules;
    final List<Flow> records = new ArrayList<>();
    FlowRollups rollups = FlowRollups.none();
    FlowShard shard = new FlowShard();

    ShardHarness(FoldRules rules) {
        this.rules = rules;
    }

    /** Default settings, no retention, end records only. */
    static ShardHarness plain() {
        return new ShardHarness(rules(1000, Duration.ZERO, false, false));
    }

    static FoldRules rules(int maxFlows, Duration retention, boolean split, boolean begins) {
        FlowSettings d = FlowSettings.defaults(maxFlows);
        FlowSettings settings =
                new FlowSettings(
                        d.idleTimeout(),
                        d.activeTimeout(),
                        split,
                        d.endLinger(),
                        d.keyVlan(),
                        d.keyTunnel(),
                        d.bucket(),
                        d.allowedLateness(),
                        maxFlows,
                        retention);
        return FoldRules.of(settings, 1, begins);
    }

    /** A time after the begin, milliseconds. */
    static long ms(long millis) {
        return T0 + millis * 1_000_000;
    }

    ShardHarness see(Packet... packets) {
        return see(Fragments.OBSERVER, packets);
    }

    ShardHarness see(Observer observer, Packet... packets) {
        Fragments.batches(observer, List.of(packets)).forEach(shard::accept);
        return this;
    }

    ShardHarness accept(FragmentBatch batch) {
        shard.accept(batch);
        return this;
    }

    /** Folds up to a time after the begin, milliseconds. */
    ShardHarness advance(long millis) {
        shard.advance(ms(millis), rules, rollups, records::add);
        return this;
    }

    /** Ends the capture, whose newest packet had a time. */
    ShardHarness finish(long newestNanos) {
        FragmentBatch batch = new FragmentBatch();
        batch.observer = Fragments.OBSERVER;
        batch.newestNanos = newestNanos;
        shard.accept(batch);
        shard.advance(Long.MAX_VALUE, rules, rollups, records::add);
        return this;
    }

    /** All records of an event. */
    List<Flow> records(FlowEvent event) {
        return records.stream().filter(flow -> flow.event() == event).toList();
    }

    /** Why flows ended, in the order of their end. */
    List<EndReason> ends() {
        return records(FlowEvent.END).stream().map(Flow::endReason).toList();
    }

    /** The flows that queries see. */
    List<Flow> held() {
        List<Flow> held = new ArrayList<>();
        shard.forEach(held::add);
        return held;
    }
}
