package io.ringflow.capture.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import io.ringflow.model.TunnelType;
import java.util.Arrays;
import java.util.Random;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class FragmentTableTest {

    private static final long A = IpAddress.parse("10.0.0.1").low();
    private static final long B = IpAddress.parse("10.0.0.2").low();

    private final FragmentTable table = new FragmentTable(4);
    private final PacketKeys keys = new PacketKeys(true, true, 0);
    private long time;

    private void add(FragmentTable to, boolean fromA, int port, int flags) {
        add(to, fromA, port, flags, 0, 0);
    }

    /** Adds a packet with marks and, if {@code detailed} isn't 0, such a round trip and tunnel. */
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
        batch.ipBits[0] = PacketBits.packIp(false, 0, 1) | (marks & PacketBits.MARKS);
        if (detailed != 0) {
            batch.details.rtt(batch.detailOf(0), detailed);
            batch.details.tunnel(batch.detail[0], TunnelType.GTP_U, detailed);
            batch.details.endpoints(batch.detail[0], 1, 2, 3, 4);
        }
        keys.compute(batch, 0, 1);
        Fragments.add(to, keys, time, false, marks & ~PacketBits.MARKS);
    }

    private long word(int row, int word) {
        return table.rows()[row * FragmentLayout.WORDS + word];
    }

    @Test
    void keepsOneFragmentForBothDirections() {
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
    void startsFragmentAtStartOfConnectionButNotAtRepeatedSyn() {
        add(table, true, 1000, TcpFlags.SYN, PacketBits.STARTS_CONNECTION, 0);
        add(table, true, 1000, TcpFlags.SYN);
        add(table, false, 1000, TcpFlags.SYN | TcpFlags.ACK);
        assertThat(table.count()).isEqualTo(1);
        add(table, false, 1000, TcpFlags.RST, PacketBits.RESETS, 0);
        add(table, true, 1000, TcpFlags.SYN);
        assertThat(table.count()).isEqualTo(1);
        assertThat(word(0, FragmentLayout.META) & FragmentLayout.RESETS)
                .isEqualTo(FragmentLayout.RESET_A << 1);
        add(table, true, 1000, TcpFlags.SYN, PacketBits.STARTS_CONNECTION, 0);
        add(table, true, 1000, TcpFlags.ACK);
        assertThat(table.count()).isEqualTo(2);
        assertThat(word(1, FragmentLayout.PACKETS)).isEqualTo(2L << 32);
    }

    @Test
    void mergingPartsGivesTheSameAsTheWholeSequence() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            FragmentTable whole = new FragmentTable(4);
            FragmentTable part = new FragmentTable(4);
            FragmentTable merged = new FragmentTable(4);
            for (int i = 0; i < 60; i++) {
                boolean fromA = random.nextBoolean();
                int port = 1000 + random.nextInt(3);
                int flags = random.nextInt(32);
                int marks =
                        random.nextInt(16) << 23
                                | (random.nextInt(9) == 0 ? PacketBits.STARTS_CONNECTION : 0)
                                | (random.nextInt(9) == 0 ? PacketBits.RESETS : 0);
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

    /** Returns the rows, with the round trip in place of the offset of the details. */
    private static long[] content(FragmentTable table) {
        long[] content = Arrays.copyOf(table.rows(), table.count() * FragmentLayout.WORDS);
        for (int row = 0; row < table.count(); row++) {
            int word = row * FragmentLayout.WORDS + FragmentLayout.EVENTS;
            int offset = FragmentLayout.detail(content[word]);
            if (offset != Details.NONE) {
                long rtt = Details.rtt(table.details().words, offset);
                content[word] = FragmentLayout.withDetail(content[word], (int) rtt);
            }
        }
        return content;
    }

    @Test
    void neverMergesFragmentsOfDifferentEpochs() {
        FragmentTable part = new FragmentTable(4);
        add(part, true, 1000, TcpFlags.ACK);
        FragmentTable merged = new FragmentTable(4);
        for (long clock : new long[] {0, 0, 5, 5, 0}) {
            part.rows()[FragmentLayout.CLOCK] = clock;
            merged.merge(part.rows(), 0, part.details());
        }
        assertThat(merged.count()).isEqualTo(3);
        long continues = 0;
        for (int row = 0; row < 3; row++) {
            continues |= merged.rows()[row * FragmentLayout.WORDS + FragmentLayout.META];
        }
        assertThat(continues & FragmentLayout.CONTINUES).isZero();
    }

    @Test
    void startsFragmentBeforeACounterOverflows() {
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
    void continuationKeepsPlaceInOrderAndTakesRepeatedSyn() {
        for (int i = 0; i < 64; i++) {
            add(table, true, 1000, TcpFlags.ACK, PacketBits.RETRANSMIT, 0);
        }
        assertThat(table.count()).isEqualTo(2);
        assertThat(word(1, FragmentLayout.ORDER)).isEqualTo(word(0, FragmentLayout.ORDER));
        assertThat(word(1, FragmentLayout.META) & FragmentLayout.CONTINUES).isNotZero();
        add(table, true, 1000, TcpFlags.SYN, PacketBits.RETRANSMIT, 0);
        assertThat(table.count()).isEqualTo(2);
    }

    @Test
    void distinguishesTunnelsByIdUnlessEachDirectionHasItsOwn() {
        PacketBatch batch = new PacketBatch(4);
        TunnelType[] types = {
            TunnelType.VXLAN, TunnelType.VXLAN, TunnelType.GTP_U, TunnelType.GTP_U
        };
        for (int i = 0; i < 4; i++) {
            batch.details.tunnel(batch.detailOf(i), types[i], 7 + i);
        }
        keys.compute(batch, 0, 4);
        assertThat(hash(keys, 0)).isNotEqualTo(hash(keys, 1));
        assertThat(hash(keys, 2)).isEqualTo(hash(keys, 3));
        assertThat(key(keys, 1)).isNotEqualTo(key(keys, 2));
        PacketKeys withoutTunnel = new PacketKeys(true, false, 0);
        withoutTunnel.compute(batch, 0, 4);
        assertThat(hash(withoutTunnel, 0))
                .isEqualTo(hash(withoutTunnel, 1))
                .isEqualTo(hash(withoutTunnel, 3));
        assertThat(key(withoutTunnel, 1)).isEqualTo(key(withoutTunnel, 2));
    }

    private static long hash(PacketKeys keys, int k) {
        return keys.words[PacketKeys.offset(k) + FragmentLayout.HASH];
    }

    private static long key(PacketKeys keys, int k) {
        return keys.words[PacketKeys.offset(k) + FragmentLayout.KEY];
    }

    @Test
    void mapsShardKeysToTheKeyGroupsOfTheShards() {
        int[] shardKeys = ShardKeys.of(128);
        for (int shard = 0; shard < 128; shard++) {
            assertThat(KeyGroupRangeAssignment.assignToKeyGroup(shardKeys[shard], 128))
                    .isEqualTo(shard);
        }
    }
}
