package io.ringflow.job.query;

import io.ringflow.capture.fragment.Packet;
import io.ringflow.capture.fragment.ShardKeys;
import io.ringflow.job.publish.QueryableState;
import io.ringflow.job.publish.StateService;
import io.ringflow.job.track.ShardHarness;
import io.ringflow.model.Flow;
import io.ringflow.model.Observer;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.query.FlowQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.state.KeyGroupRange;

/** Shards published as a job's task does it, without the job; packets are distributed over them. */
public final class PublishedShards implements AutoCloseable {

    private final JobID job = new JobID();
    private final List<ShardHarness> shards;
    private final QueryableState published;

    public final LocalFlowState state = new LocalFlowState(job);

    /** Creates and publishes all shards of a job. */
    public PublishedShards(int count) {
        this(count, count);
    }

    /** Creates a part of a job's shards; the others are published by no task. */
    PublishedShards(int count, int expected) {
        published = QueryableState.register(job, expected, StateService.NONE);
        shards =
                IntStream.range(0, count)
                        .mapToObj(i -> ShardHarness.retaining(100_000, Duration.ofMinutes(5)))
                        .toList();
        int[] keys = ShardKeys.of(expected);
        for (int i = 0; i < count; i++) {
            published.publish(keys[i], shards.get(i).shard);
        }
    }

    /** Answers for all shards of the job; those that were not created are empty. */
    PublishedShards answerForAll(int expected) {
        published.answerFor(new KeyGroupRange(0, expected - 1));
        return this;
    }

    /** Adds packets of an observer; all packets of a source host go to the same shard. */
    public PublishedShards see(Observer observer, List<Packet> packets) {
        for (Packet packet : packets) {
            int low = Math.min(packet.srcHost(), packet.dstHost());
            shards.get((low + packet.protocol()) % shards.size()).see(observer, packet);
        }
        return this;
    }

    /** Folds all shards up to a time, in milliseconds after the start. */
    public PublishedShards advance(long millis) {
        shards.forEach(shard -> shard.advance(millis));
        published.complete(ShardHarness.ms(millis));
        return this;
    }

    /** Folds one shard only. */
    PublishedShards advanceOne(int number, long millis) {
        shards.get(number).advance(millis);
        return this;
    }

    /** Folds all shards and hands their changes to the subscribers. */
    public PublishedShards follow(long millis) {
        shards.forEach(shard -> published.changed(shard.follow(millis)));
        return this;
    }

    /** All flows, read from the shards themselves. */
    public List<Flow> held() {
        List<Flow> held = new ArrayList<>();
        shards.forEach(shard -> held.addAll(shard.held()));
        return held;
    }

    /** The flows that a scan with a filter finds. */
    public List<Flow> scanned(String filter) {
        List<Flow> flows = new ArrayList<>();
        var unused = state.scan(FlowFilter.parse(filter), FlowQuery.Selection.ALL, flows::add);
        return flows;
    }

    @Override
    public void close() {
        published.withdraw();
    }
}
