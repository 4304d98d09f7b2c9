package io.ringflow.job.track;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentTable;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.Observer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same packets give the same flows, whatever the batches, merges, copies and advances. */
class FlowReplayTest {

    private static final Comparator<Flow> ORDER =
            Comparator.comparingLong(Flow::lastNanos)
                    .thenComparing(flow -> flow.id().toString())
                    .thenComparing(Flow::event)
                    .thenComparing(Flow::packets);

    private static final Observer OTHER = new Observer("host-b", "eth1");

    private static List<Packet> packets(int seed) {
        // Steps of seconds let flows time out; steps of milliseconds fill the buckets.
        Random random = new Random(seed);
        return Fragments.random(
                random, 400, ShardHarness.T0, seed % 2 == 0 ? 4_000_000_000L : 40_000_000L);
    }

    private static ShardHarness harness(int seed) {
        boolean split = seed % 3 == 0;
        Duration retention = seed % 5 == 0 ? Duration.ofMinutes(1) : Duration.ZERO;
        return new ShardHarness(ShardHarness.rules(1000, retention, split, true));
    }

    private static List<Flow> sorted(ShardHarness harness) {
        return harness.records.stream().sorted(ORDER).toList();
    }

    private static List<Flow> atOnce(int seed) {
        ShardHarness harness = harness(seed);
        List<Packet> packets = packets(seed);
        Fragments.batches(Fragments.OBSERVER, packets).forEach(harness::accept);
        return sorted(harness.finish(packets.getLast().nanos()));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30})
    void givesSameFlowsHoweverOftenItAdvances(int seed) {
        ShardHarness harness = harness(seed);
        Random random = new Random(seed);
        List<Packet> packets = packets(seed);
        for (FragmentBatch batch : Fragments.batches(Fragments.OBSERVER, packets)) {
            if (random.nextBoolean()) {
                harness.advanceTo(batch.bucketNanos);
            }
            harness.accept(batch);
        }
        harness.finish(packets.getLast().nanos());

        assertThat(sorted(harness)).isEqualTo(atOnce(seed));
        assertThat(harness.records(FlowEvent.END).stream().mapToLong(Flow::packets).sum())
                .isEqualTo(packets.size());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30})
    void givesSameFlowsWithAndWithoutMergedFragments(int seed) {
        ShardHarness harness = harness(seed);
        Random random = new Random(seed);
        List<Packet> packets = packets(seed);
        List<Packet> some = new ArrayList<>();
        for (Packet packet : packets) {
            if (!some.isEmpty() && (random.nextInt(4) == 0 || isInOtherBucket(some, packet))) {
                Fragments.batches(Fragments.OBSERVER, some).forEach(harness::accept);
                some.clear();
            }
            some.add(packet);
        }
        Fragments.batches(Fragments.OBSERVER, some).forEach(harness::accept);
        harness.finish(packets.getLast().nanos());

        assertThat(sorted(harness)).isEqualTo(atOnce(seed));
    }

    private static boolean isInOtherBucket(List<Packet> some, Packet packet) {
        return some.getFirst().nanos() / Fragments.SECOND != packet.nanos() / Fragments.SECOND;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 10, 15, 30})
    void givesSameFlowsFromCopiedAndFromRestoredShard(int seed) throws Exception {
        ShardHarness copied = harness(seed);
        ShardHarness restored = harness(seed);
        Random random = new Random(seed);
        List<Packet> packets = packets(seed);
        Map<FlowShard, byte[]> replaced = new HashMap<>();
        for (FragmentBatch batch : Fragments.batches(Fragments.OBSERVER, packets)) {
            for (ShardHarness harness : List.of(copied, restored)) {
                harness.advanceTo(batch.bucketNanos);
                harness.accept(batch);
            }
            if (random.nextInt(3) == 0) {
                replaced.put(copied.shard, bytes(copied.shard));
                copied.shard = copied.shard.copy();
                restored.shard = throughBytes(restored.shard);
                assertThat(restored.held()).isEqualTo(copied.held());
            }
        }
        long newest = packets.getLast().nanos();

        assertThat(sorted(copied.finish(newest))).isEqualTo(atOnce(seed));
        assertThat(sorted(restored.finish(newest))).isEqualTo(atOnce(seed));
        assertThat(replaced).isNotEmpty();
        for (Map.Entry<FlowShard, byte[]> before : replaced.entrySet()) {
            assertThat(bytes(before.getKey())).as("a replaced shard").isEqualTo(before.getValue());
        }
    }

    private static FlowShard throughBytes(FlowShard shard) throws Exception {
        return new FlowShardSerializer().deserialize(new DataInputDeserializer(bytes(shard)));
    }

    private static byte[] bytes(FlowShard shard) throws Exception {
        DataOutputSerializer out = new DataOutputSerializer(64);
        new FlowShardSerializer().serialize(shard, out);
        return out.getCopyOfBuffer();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5, 7, 9})
    void givesSameFlowsWhicheverObserverReportsFirst(int seed) {
        List<Packet> packets = packets(seed);
        List<Packet> some = packets.stream().filter(p -> p.bytes() % 4 > 0).toList();
        List<FragmentBatch> one = Fragments.batches(Fragments.OBSERVER, packets);
        List<FragmentBatch> two = Fragments.batches(OTHER, some);
        ShardHarness forward = harness(seed);
        ShardHarness backward = harness(seed);
        one.forEach(forward::accept);
        two.forEach(forward::accept);
        two.forEach(backward::accept);
        one.forEach(backward::accept);
        long newest = packets.getLast().nanos();

        assertThat(sorted(forward.finish(newest))).isEqualTo(sorted(backward.finish(newest)));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 5})
    void evictsSameFlowsWithAndWithoutMergedFragments(int seed) {
        List<Packet> packets = packets(seed);
        FoldRules tight = ShardHarness.rules(4, Duration.ZERO, false, false);
        ShardHarness whole = new ShardHarness(tight);
        ShardHarness single = new ShardHarness(tight);
        Fragments.batches(Fragments.OBSERVER, packets).forEach(whole::accept);
        for (Packet packet : packets) {
            FragmentTable table = Fragments.table(List.of(packet));
            long bucket = packet.nanos() - packet.nanos() % Fragments.SECOND;
            single.accept(Fragments.batch(Fragments.OBSERVER, bucket, table));
        }
        long newest = packets.getLast().nanos();

        assertThat(sorted(whole.finish(newest))).isEqualTo(sorted(single.finish(newest)));
    }
}
