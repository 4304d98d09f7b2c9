package io.ringflow.job.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.Details;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.PacketBits;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.TunnelType;
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
    private final PacketKeys keys = new PacketKeys(true, true);
    private long time;

    private void add(FragmentTable to, boolean fromA, int port, int flags) {
        add(to, fromA, port, flags, 0, 0);
    }

    /** Adds a packet with marks and, where it is not 0, a round trip and tunnel of that number. */
    private void add(
            FragmentTable to, boolean fromA, int port, int flags, int marks, int detailed) {
        PacketBatch batch = new PacketBatch(1);
        batch.reset(new Observer("h", "i"), 0);
        batch.size = 1;
        batch.timeNanos[0] = ++time;
        batch.srcLow[0] = fromA ? A : B;
        batch.dstLow[0] = fromA ? B : A;
        batch.bits[0] =
                PacketBits.pack(fromA ? port : 80, fromA ? 80 : port, Protocols.TCP, flags, 0);
        batch.ipBytes[0] = 40 + (int) time;
        batch.ipBits[0] = PacketBits.packIp(false, 0, 1) | marks;
        if (detailed != 0) {
            batch.details.rtt(batch.detailOf(0), detailed);
            batch.details.tunnel(batch.detail[0], TunnelType.GTP_U, detailed);
            batch.details.endpoints(batch.detail[0], 1, 2, 3, 4);
        }
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
                int marks = random.nextInt(16) << 23;
                int detailed = port == 1001 ? 1 + i : 0;
                add(whole, fromA, port, flags, marks, detailed);
                time--;
                add(part, fromA, port, flags, marks, detailed);
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
            merged.merge(part.rows(), row * FragmentLayout.WORDS, part.details());
        }
        part.clear();
    }

    /** The rows, each with its round trip in place of where its details are. */
    private static long[] content(FragmentTable table) {
        long[] content = Arrays.copyOf(table.rows(), table.count() * FragmentLayout.WORDS);
        for (int row = 0; row < table.count(); row++) {
            int word = row * FragmentLayout.WORDS + FragmentLayout.EVENTS;
            int place = FragmentLayout.detail(content[word]);
            if (place != Details.NONE) {
                long rtt = Details.rtt(table.details().words, place);
                content[word] = FragmentLayout.withDetail(content[word], (int) rtt);
            }
        }
        return content;
    }

    @Test
    void countsRetransmitsOfEachSideAndBeginsAFragmentBeforeACounterOverflows() {
        int marks = PacketBits.RETRANSMIT | PacketBits.PAYLOAD;
        for (int i = 0; i < 64; i++) {
            add(table, false, 1000, TcpFlags.ACK, marks, 0);
        }
        add(table, true, 1000, TcpFlags.ACK, PacketBits.OUT_OF_ORDER | PacketBits.ZERO_WINDOW, 0);

        assertThat(table.count()).isEqualTo(2);
        long first = word(0, FragmentLayout.EVENTS);
        assertThat(FragmentLayout.retransmits(first, 1)).isEqualTo(63);
        assertThat(FragmentLayout.retransmits(first, 0)).isZero();
        assertThat(FragmentLayout.payload(first)).isEqualTo(2);
        long second = word(1, FragmentLayout.EVENTS);
        assertThat(FragmentLayout.retransmits(second, 1)).isEqualTo(1);
        assertThat(FragmentLayout.outOfOrder(second, 0)).isEqualTo(1);
        assertThat(FragmentLayout.zeroWindows(second)).isEqualTo(1);
    }

    @Test
    void whatGoesOnForAFullFragmentHasItsPlaceAndTakesASynWhereItWould() {
        for (int flags : new int[] {TcpFlags.SYN, TcpFlags.ACK}) {
            table.clear();
            for (int i = 0; i < 64; i++) {
                add(table, true, 1000, flags, PacketBits.RETRANSMIT, 0);
            }
            assertThat(table.count()).isEqualTo(2);
            assertThat(word(1, FragmentLayout.ORDER)).isEqualTo(word(0, FragmentLayout.ORDER));
            add(table, true, 1000, TcpFlags.SYN, PacketBits.RETRANSMIT, 0);
            assertThat(table.count()).isEqualTo(flags == TcpFlags.SYN ? 2 : 3);
        }
    }

    @Test
    void tunnelsOfOneKindWithOtherIdsAreOtherFlowsUnlessEachDirectionHasItsOwn() {
        PacketBatch batch = new PacketBatch(4);
        TunnelType[] types = {
            TunnelType.VXLAN, TunnelType.VXLAN, TunnelType.GTP_U, TunnelType.GTP_U
        };
        for (int i = 0; i < 4; i++) {
            batch.details.tunnel(batch.detailOf(i), types[i], 7 + i);
        }
        keys.make(batch, 0, 4);
        assertThat(keys.hashWord[0]).isNotEqualTo(keys.hashWord[1]);
        assertThat(keys.hashWord[2]).isEqualTo(keys.hashWord[3]);
        assertThat(keys.key[1]).isNotEqualTo(keys.key[2]);
        PacketKeys without = new PacketKeys(true, false);
        without.make(batch, 0, 4);
        assertThat(without.hashWord[0])
                .isEqualTo(without.hashWord[1])
                .isEqualTo(without.hashWord[3]);
        assertThat(without.key[1]).isEqualTo(without.key[2]);
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
                        + "0000000000000000".repeat(FragmentLayout.WORDS - 1)
                        + "00000001";
        assertThat(HexFormat.of().formatHex(out.getCopyOfBuffer())).isEqualTo(golden);
        FragmentBatch read =
                serializer.deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        assertThat(read).usingRecursiveComparison().isEqualTo(batch);
    }
}
