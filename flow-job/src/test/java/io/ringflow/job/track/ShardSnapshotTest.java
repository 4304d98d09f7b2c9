package io.ringflow.job.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.ringflow.capture.fragment.Packet;
import io.ringflow.model.EndReason;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What a checkpoint writes of a shard that changes meanwhile, and who lets go of it. */
class ShardSnapshotTest {

    private static final int FLOWS = 1_000;

    private final FlowShardSerializer serializer = new FlowShardSerializer();
    private final Snapshots snapshots = new Snapshots();

    private static ShardHarness harness() {
        return new ShardHarness(ShardHarness.rules(100_000, Duration.ofMinutes(5), false, true));
    }

    /** One packet of each of some flows. */
    private static void see(ShardHarness harness, int fromPort, long millis) {
        Packet[] packets = new Packet[FLOWS];
        for (int i = 0; i < FLOWS; i++) {
            packets[i] = Packet.udp(ShardHarness.ms(millis), 1 + fromPort + i);
        }
        harness.see(packets);
    }

    private byte[] bytes(FlowShard shard) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(shard, out);
        return out.getCopyOfBuffer();
    }

    @Test
    void writesShardAsItWasWhenSnapshotStarted() throws IOException {
        ShardHarness harness = harness();
        see(harness, 0, 100);
        harness.advance(2_000);
        byte[] before = bytes(harness.shard);
        FlowShard saved = harness.shard;
        harness.shard = serializer.copy(saved);

        see(harness, 0, 2_100);
        see(harness, 5_000, 2_200);
        harness.advance(90_000);

        assertThat(bytes(saved)).isEqualTo(before);
        assertThat(harness.held())
                .hasSize(2 * FLOWS)
                .allMatch(flow -> flow.endReason() == EndReason.IDLE_TIMEOUT);
    }

    @Test
    void letsGoOfShardWhenAllSnapshotsHaveWrittenIt() throws IOException {
        ShardHarness harness = harness();
        harness.shard.countedBy(snapshots);
        see(harness, 0, 100);
        harness.advance(2_000);
        snapshots.start();
        snapshots.start();
        FlowShard saved = harness.shard;
        harness.shard = serializer.copy(saved);

        byte[] first = bytes(saved);
        see(harness, 0, 2_100);
        harness.advance(4_000);
        byte[] second = bytes(saved);

        assertThat(second).isEqualTo(first);
        assertThatIOException()
                .isThrownBy(() -> bytes(saved))
                .withMessageContaining("let go before they were written");
    }

    @Test
    void keepsShardWhoseSnapshotIsNotWritten() throws IOException {
        ShardHarness harness = harness();
        harness.shard.countedBy(snapshots);
        see(harness, 0, 100);
        harness.advance(2_000);
        byte[] before = bytes(harness.shard);
        snapshots.start();
        snapshots.start();
        FlowShard saved = harness.shard;
        harness.shard = serializer.copy(saved);

        see(harness, 0, 2_100);
        harness.advance(4_000);

        assertThat(bytes(saved)).isEqualTo(before);
    }

    @Test
    void leavesNothingAfterAThousandRestarts() throws Exception {
        byte[] checkpoint = checkpoint();
        List<WeakReference<long[]>> pages = new ArrayList<>();
        for (int restart = 0; restart < 1_000; restart++) {
            checkpoint = restart(checkpoint, pages);
        }

        assertThat(heldAfterCollection(pages)).isLessThanOrEqualTo(1);
    }

    private byte[] checkpoint() throws IOException {
        ShardHarness harness = harness();
        see(harness, 0, 100);
        harness.advance(2_000);
        return bytes(harness.shard);
    }

    /** Restores a shard, changes it while a snapshot is written, and drops it without a word. */
    private byte[] restart(byte[] checkpoint, List<WeakReference<long[]>> pages)
            throws IOException {
        ShardHarness harness = harness();
        harness.shard = serializer.deserialize(new DataInputDeserializer(checkpoint));
        FlowShard saved = harness.shard;
        harness.shard = serializer.copy(saved);
        see(harness, 0, 2_100);
        harness.advance(4_000);
        pages.add(new WeakReference<>(harness.shard.rows().page(0)));
        return bytes(saved);
    }

    /** The slabs that are still referenced once the collector has looked at all of them. */
    private static long heldAfterCollection(List<WeakReference<long[]>> pages) {
        long deadline = System.nanoTime() + 60_000_000_000L;
        long held;
        do {
            System.gc();
            held =
                    pages.stream()
                            .map(WeakReference::get)
                            .filter(array -> array != null)
                            .map(System::identityHashCode)
                            .distinct()
                            .count();
        } while (held > 1 && System.nanoTime() < deadline);
        return held;
    }
}
