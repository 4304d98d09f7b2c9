package io.ringflow.job.track;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.ringflow.capture.fragment.Packet;
import io.ringflow.capture.serial.StateFormat;
import io.ringflow.model.EndReason;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/** What a checkpoint writes of a shard that changes meanwhile, and when the shard is released. */
class ShardSnapshotTest {

    private static final int FLOWS = 1_000;

    private final FlowShardSerializer serializer = new FlowShardSerializer();
    private final TaskShards shards = new TaskShards();
    private final ShardHarness harness =
            new ShardHarness(ShardHarness.rules(100_000, Duration.ofMinutes(5), false, true));

    /** One packet of each of some flows. */
    private void see(int fromPort, long millis) {
        see(harness, fromPort, millis);
    }

    private static void see(ShardHarness to, int fromPort, long millis) {
        Packet[] packets = new Packet[FLOWS];
        for (int i = 0; i < FLOWS; i++) {
            packets[i] = Packet.udp(ShardHarness.ms(millis), 1 + fromPort + i);
        }
        to.see(packets);
    }

    /** Fills the shard of a task. */
    private void fill() {
        shards.adopt(harness.shard);
        see(0, 100);
        harness.advance(2_000);
    }

    /** Replaces the shard by a copy, as Flink does; returns what the snapshot contains. */
    private FlowShard replace() {
        FlowShard replaced = harness.shard;
        harness.shard = serializer.copy(replaced);
        return replaced;
    }

    private byte[] bytes(FlowShard shard) throws IOException {
        return StateFormat.write(serializer, shard);
    }

    @Test
    void writesShardAsItWasWhenSnapshotStarted() throws IOException {
        fill();
        shards.snapshotStarts(1);
        byte[] before = bytes(harness.shard);
        shards.snapshotStarts(2);
        FlowShard replaced = replace();

        see(0, 2_100);
        see(5_000, 2_200);
        harness.advance(90_000);

        assertThat(bytes(replaced)).isEqualTo(before);
        assertThat(harness.held())
                .hasSize(2 * FLOWS)
                .allMatch(flow -> flow.endReason() == EndReason.IDLE_TIMEOUT);
    }

    @Test
    void restoredShardVouchesForFlowsBeforeItOnlyIfNoneWasDropped() throws IOException {
        fill();
        harness.advance(90_000);
        assertThat(read(bytes(harness.shard)).forgottenNanos()).isEqualTo(Long.MIN_VALUE);

        harness.advance(3_600_000);

        assertThat(harness.held()).isEmpty();
        assertThat(harness.shard.forgottenNanos()).isLessThan(ShardHarness.ms(90_000));
        assertThat(read(bytes(harness.shard)).forgottenNanos())
                .isEqualTo(ShardHarness.ms(3_600_000));
        assertThat(serializer.copy(harness.shard).forgottenNanos())
                .isEqualTo(harness.shard.forgottenNanos());
    }

    private FlowShard read(byte[] bytes) throws IOException {
        return serializer.deserialize(new DataInputDeserializer(bytes));
    }

    @Test
    void releasesReplacedShardWhenAllSnapshotsHaveWrittenIt() throws IOException {
        fill();
        shards.snapshotStarts(1);
        shards.snapshotStarts(2);
        FlowShard replaced = replace();

        byte[] first = bytes(replaced);
        assertThat(replaced.isReleased()).isFalse();
        see(0, 2_100);
        harness.advance(4_000);
        assertThat(bytes(replaced)).isEqualTo(first);

        assertThat(replaced.isReleased()).isTrue();
        assertThat(replaced.current()).isSameAs(harness.shard);
        assertThat(harness.held()).hasSize(FLOWS);
    }

    @Test
    void countsSnapshotsWrittenBeforeTheShardWasReplaced() throws IOException {
        fill();
        shards.snapshotStarts(1);
        bytes(harness.shard);
        shards.snapshotStarts(2);
        FlowShard replaced = replace();
        assertThat(replaced.isReleased()).isFalse();

        bytes(replaced);

        assertThat(replaced.isReleased()).isTrue();
    }

    @Test
    void releasesReplacedShardWhenItsCheckpointIsAborted() {
        fill();
        shards.snapshotStarts(1);
        FlowShard replaced = replace();
        shards.snapshotStarts(2);
        shards.snapshotEnded(2);
        assertThat(replaced.isReleased()).isFalse();

        shards.snapshotEnded(1);

        assertThat(replaced.isReleased()).isTrue();
        assertThatIOException()
                .isThrownBy(() -> bytes(replaced))
                .withMessageContaining("checkpoint has ended");
        assertThat(harness.held()).hasSize(FLOWS);
    }

    @Test
    void writesWaitingFragmentsAsTheyWereAlthoughCopiesReuseTheirMemory() throws IOException {
        fill();
        ShardHarness plain = new ShardHarness(harness.rules);
        see(plain, 0, 100);
        plain.advance(2_000);
        for (int checkpoint = 1; checkpoint <= 6; checkpoint++) {
            long now = 2_000 + checkpoint * 500L;
            see(harness, checkpoint * 10, now);
            see(plain, checkpoint * 10, now);
            shards.snapshotStarts(checkpoint);
            byte[] expected = bytes(plain.shard);
            FlowShard replaced = replace();
            see(harness, checkpoint * 20, now + 100);
            see(plain, checkpoint * 20, now + 100);
            harness.advance(now - 500);
            plain.advance(now - 500);

            assertThat(bytes(replaced)).isEqualTo(expected);

            assertThat(replaced.isReleased()).isTrue();
            assertThat(replaced.bufferedBuckets()).isZero();
            shards.snapshotEnded(checkpoint);
        }
        assertThat(harness.held()).isEqualTo(plain.held());
        assertThat(bytes(harness.shard)).isEqualTo(bytes(plain.shard));
    }

    @Test
    void keepsCopyForLaterSnapshot() throws IOException {
        fill();
        shards.snapshotStarts(1);
        replace();
        shards.snapshotStarts(2);
        FlowShard second = replace();

        shards.snapshotEnded(1);

        assertThat(second.isReleased()).isFalse();
        bytes(second);
        assertThat(second.isReleased()).isTrue();
    }

    @Test
    void releasesAllShardsOfClosedTask() {
        fill();
        shards.snapshotStarts(1);
        FlowShard replaced = replace();

        shards.close();

        assertThat(replaced.isReleased()).isTrue();
        assertThat(harness.shard.isReleased()).isTrue();
        assertThat(harness.held()).isEmpty();
    }

    @Test
    void releasesShardOfClosedTaskWhenItsSnapshotIsWritten() throws IOException {
        fill();
        byte[] before = bytes(harness.shard);
        CloseWhileWriting out = new CloseWhileWriting();

        serializer.serialize(harness.shard, out);

        assertThat(out.getCopyOfBuffer()).isEqualTo(before);
        assertThat(harness.held()).isEmpty();
    }

    /** Closes the task when the first bytes are written. */
    private final class CloseWhileWriting extends DataOutputSerializer {

        CloseWhileWriting() {
            super(64);
        }

        @Override
        public void writeLong(long value) throws IOException {
            shards.close();
            super.writeLong(value);
        }
    }
}
