package io.ringflow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.PacketBits;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class FragmentTableTest {

    private static final long A = IpAddress.parse("10.0.0.1").low();
    private static final long B = IpAddress.parse("10.0.0.2").low();

    private final FragmentTable table = new FragmentTable(4);
    private final PacketKeys keys = new PacketKeys(true);
    private long time;

    private void add(FragmentTable to, boolean fromA, int port, int flags) {
        PacketBatch batch = new PacketBatch(1);
        batch.reset(new Observer("h", "i"), 0);
        batch.size = 1;
        batch.timeNanos[0] = ++time;
        batch.srcLow[0] = fromA ? A : B;
        batch.dstLow[0] = fromA ? B : A;
        batch.bits[0] =
                PacketBits.pack(fromA ? port : 80, fromA ? 80 : port, Protocols.TCP, flags, 0);
        batch.ipBytes[0] = 40 + (int) time;
        batch.ipBits[0] = PacketBits.packIp(false, 0, 1);
        keys.make(batch, 0, 1);
        to.add(batch, 0, keys, 0, time, false);
    }

    private long word(int row, int word) {
        return table.rows()[row * FragmentLayout.WORDS + word];
    }

    @Test
    void bothDirectionsAreOneFragment() {
        add(table, false, 1000, TcpFlags.ACK);
        add(table, true, 1000, TcpFlags.ACK);
        add(table, true, 1000, TcpFlags.ACK);
        assertThat(table.count()).isEqualTo(1);
        assertThat(word(0, FragmentLayout.PACKETS)).isEqualTo(2L << 32 | 1);
        assertThat(word(0, FragmentLayout.BYTES_A)).isEqualTo(42 + 43);
        assertThat(word(0, FragmentLayout.BYTES_B)).isEqualTo(41);
        assertThat(word(0, FragmentLayout.META) & FragmentLayout.FIRST_FROM_B).isNotZero();
    }

    @Test
    void aSynBehindOtherPacketsBeginsAFragmentButARepeatedOneDoesNot() {
        add(table, true, 1000, TcpFlags.SYN);
        add(table, true, 1000, TcpFlags.SYN);
        add(table, false, 1000, TcpFlags.SYN | TcpFlags.ACK);
        assertThat(table.count()).isEqualTo(1);
        add(table, false, 1000, TcpFlags.RST);
        add(table, true, 1000, TcpFlags.SYN);
        add(table, true, 1000, TcpFlags.ACK);
        assertThat(table.count()).isEqualTo(2);
        assertThat(word(1, FragmentLayout.PACKETS)).isEqualTo(2L << 32);
    }

    @Test
    void mergingThePartsOfASequenceGivesWhatTheWholeGives() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            FragmentTable whole = new FragmentTable(4);
            FragmentTable part = new FragmentTable(4);
            FragmentTable merged = new FragmentTable(4);
            for (int i = 0; i < 60; i++) {
                boolean fromA = random.nextBoolean();
                int port = 1000 + random.nextInt(3);
                int flags = random.nextInt(32);
                add(whole, fromA, port, flags);
                time--;
                add(part, fromA, port, flags);
                if (random.nextInt(5) == 0) {
                    mergeInto(merged, part);
                }
            }
            mergeInto(merged, part);
            assertThat(content(merged)).as("seed %d", seed).isEqualTo(content(whole));
        }
    }

    private static void mergeInto(FragmentTable merged, FragmentTable part) {
        for (int row = 0; row < part.count(); row++) {
            merged.merge(part.rows(), row * FragmentLayout.WORDS);
        }
        part.clear();
    }

    private static long[] content(FragmentTable table) {
        return Arrays.copyOf(table.rows(), table.count() * FragmentLayout.WORDS);
    }

    @Test
    void eachFragmentIsSentOnceToItsShard() {
        Random random = new Random(1);
        for (int i = 0; i < 5000; i++) {
            add(table, true, random.nextInt(60_000), TcpFlags.ACK);
        }
        int[] sent = new int[1];
        Set<Integer> shardKeys = new HashSet<>();
        int[] expected = ShardKeys.of(128);
        new ShardSender(
                        128,
                        batch -> {
                            sent[0] += batch.count;
                            assertThat(shardKeys.add(batch.shardKey)).isTrue();
                            for (int i = 0; i < batch.count; i++) {
                                long hash =
                                        batch.rows[i * FragmentLayout.WORDS + FragmentLayout.HASH];
                                assertThat(expected[FragmentLayout.shard(hash, 128)])
                                        .isEqualTo(batch.shardKey);
                            }
                        })
                .send(new Observer("h", "i"), 0, table);
        assertThat(sent[0]).isEqualTo(table.count());
    }

    @Test
    void theKeyOfEachShardIsInTheKeyGroupOfItsNumber() {
        int[] shardKeys = ShardKeys.of(128);
        for (int shard = 0; shard < 128; shard++) {
            assertThat(KeyGroupRangeAssignment.assignToKeyGroup(shardKeys[shard], 128))
                    .isEqualTo(shard);
        }
    }

    @Test
    void fragmentBatchesHaveTheseBytes() throws Exception {
        FragmentBatch batch = new FragmentBatch();
        batch.shardKey = 7;
        batch.bucketNanos = 9;
        batch.observer = new Observer("h", "i");
        batch.count = 1;
        batch.rows = new long[FragmentLayout.WORDS];
        batch.rows[0] = 1;
        DataOutputSerializer out = new DataOutputSerializer(64);
        FragmentBatchSerializer serializer = new FragmentBatchSerializer();
        serializer.serialize(batch, out);
        String golden =
                "01"
                        + "00000007"
                        + "0000000000000009"
                        + "000168"
                        + "000169"
                        + "00"
                        + "8000000000000000"
                        + "00000001"
                        + "0100000000000000"
                        + "0000000000000000".repeat(FragmentLayout.WORDS - 1);
        assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo(golden);
        FragmentBatch read =
                serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(read).usingRecursiveComparison().isEqualTo(batch);
    }
}
