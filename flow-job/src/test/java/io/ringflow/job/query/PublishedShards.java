package io.ringflow.job.query;

import io.ringflow.job.local.Packet;
import io.ringflow.job.track.FlowChanges;
import io.ringflow.job.track.ShardHarness;
import io.ringflow.model.Flow;
import io.ringflow.model.Observer;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;

/** Shards that are published as a job's tasks do it, without the job. Packets go to all in turn. */
final class PublishedShards implements AutoCloseable {

    private final JobID job = new JobID();
    private final List<ShardHarness> shards;
    private final StateDirectory directory;
    private final PublishedShard.Progress progress = new PublishedShard.Progress();

    final LocalFlowState state = new LocalFlowState(job);

    PublishedShards(int count) {
        this(count, count);
    }

    /** Shards of a job that has more of them. */
    PublishedShards(int count, int expected) {
        directory = StateDirectory.join(job, expected, StateService.NONE);
        shards =
                IntStream.range(0, count)
                        .mapToObj(i -> ShardHarness.retaining(100_000, Duration.ofMinutes(5)))
                        .toList();
        for (int i = 0; i < count; i++) {
            directory.publish(i, shards.get(i).shard, progress);
        }
    }

    /** Packets of an observer; all of a source host's go to the same shard. */
    PublishedShards see(Observer observer, List<Packet> packets) {
        for (Packet packet : packets) {
            int low = Math.min(packet.srcHost(), packet.dstHost());
            shards.get((low + packet.protocol()) % shards.size()).see(observer, packet);
        }
        return this;
    }

    /** Folds all shards up to a time after the begin, milliseconds. */
    PublishedShards advance(long millis) {
        shards.forEach(shard -> shard.advance(millis));
        progress.complete(ShardHarness.ms(millis));
        directory.publishWatermark(ShardHarness.ms(millis));
        return this;
    }

    /** Folds one shard only. */
    PublishedShards advanceOne(int number, long millis) {
        shards.get(number).advance(millis);
        return this;
    }

    /** Folds all shards and tells those who follow. */
    PublishedShards follow(long millis) {
        for (ShardHarness shard : shards) {
            FlowChanges changes = shard.follow(millis);
            if (changes.count() > 0) {
                directory.changes().offer(changes);
            }
        }
        return this;
    }

    /** Every flow, by a look at the shards themselves. */
    List<Flow> held() {
        List<Flow> held = new ArrayList<>();
        shards.forEach(shard -> held.addAll(shard.held()));
        return held;
    }

    /** Every flow, by a scan. */
    List<Flow> scanned(String filter) {
        List<Flow> flows = new ArrayList<>();
        var unused = state.scan(FlowFilter.parse(filter), FlowQuery.Selection.ALL, flows::add);
        return flows;
    }

    @Override
    public void close() {
        for (int i = 0; i < shards.size(); i++) {
            directory.withdraw(i, progress);
        }
        directory.leave();
    }
}
