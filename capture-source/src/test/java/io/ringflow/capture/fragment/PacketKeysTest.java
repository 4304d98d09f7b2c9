package io.ringflow.capture.fragment;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.KeyHash;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What packets that a stranger sends on purpose do to the hash. */
class PacketKeysTest {

    private static final int FLOWS = 4096;
    private static final int SHARDS = 128;
    private static final long SEED = 77;

    /** Addresses of a flow, as words. */
    private record Ends(long srcHigh, long srcLow, long dstHigh, long dstLow) {}

    private interface Attack {
        Ends ends(int flow);
    }

    /** The fingerprints of the flows of an attack; each of its packets starts another flow. */
    private static long[] fingerprints(Attack attack, long seed) {
        PacketKeys keys = new PacketKeys(true, true, seed);
        PacketBatch batch = new PacketBatch(1);
        batch.reset(new Observer("h", "i"), 0);
        batch.size = 1;
        batch.bits[0] = PacketBits.pack(40_000, 443, Protocols.TCP, 2, 0);
        batch.ipBits[0] = PacketBits.packIp(true, 0, 1);
        long[] fingerprints = new long[FLOWS];
        for (int flow = 0; flow < FLOWS; flow++) {
            Ends ends = attack.ends(flow);
            batch.srcHigh[0] = ends.srcHigh();
            batch.srcLow[0] = ends.srcLow();
            batch.dstHigh[0] = ends.dstHigh();
            batch.dstLow[0] = ends.dstLow();
            keys.compute(batch, 0, 1);
            fingerprints[flow] = keys.fingerprint(0);
        }
        return fingerprints;
    }

    /** Fails if many flows have the same place or shard. */
    private static void assertSpread(long[] fingerprints) {
        Set<Long> places = new HashSet<>();
        int[] flows = new int[SHARDS];
        for (long fingerprint : fingerprints) {
            places.add(fingerprint & FLOWS - 1);
            long hash = fingerprint ^ fingerprint << 32;
            flows[FragmentLayout.shard(hash, SHARDS)]++;
        }
        // Random places are 63 % of the table; regular ones may be half of it, but never a few.
        assertThat(places.size()).isGreaterThan(FLOWS * 45 / 100);
        // 32 flows a shard, with a deviation of 6.
        assertThat(Arrays.stream(flows).max().orElseThrow()).isLessThan(80);
    }

    @Test
    void spreadsFlowsOfAnAddressThatMakesAnOperandZero() {
        for (int word = 0; word < 2; word++) {
            long secret = KeyHash.word(SEED, word);
            assertSpread(fingerprints(flow -> new Ends(1, secret, 2, flow), SEED));
            assertSpread(fingerprints(flow -> new Ends(1, flow, 2, secret), SEED));
        }
    }

    @Test
    void spreadsFlowsOfNetworksThatMakeAnOperandZero() {
        for (int word = 6; word < 8; word++) {
            long secret = KeyHash.word(SEED, word);
            assertSpread(fingerprints(flow -> new Ends(secret, 1, flow, 2), SEED));
        }
    }

    @Test
    void spreadsFlowsOfNetworksWithTheSameSum() {
        assertSpread(fingerprints(flow -> new Ends(flow, 1, (1L << 40) - 31L * flow, 2), SEED));
        assertSpread(fingerprints(flow -> new Ends(flow, 1, (1L << 40) - flow, 2), SEED));
        assertSpread(fingerprints(flow -> new Ends(flow, 1, (1L << 40) ^ flow, 2), SEED));
    }

    @Test
    void spreadsScansOfNeighbouringAddresses() {
        assertSpread(fingerprints(flow -> new Ends(1, 7, 2, flow), SEED));
        assertSpread(fingerprints(flow -> new Ends(1, 7, 2, (long) flow << 48), SEED));
        assertSpread(
                fingerprints(
                        flow -> new Ends(0, 0xffff_0a00_0001L, 0, 0xffff_0000_0000L | flow), SEED));
    }

    /** Flows that meet in one place of a table with one seed are spread with another. */
    @Test
    void spreadsFlowsThatMeetWithAnotherSeed() {
        Random random = new Random(1);
        Ends[] meeting = new Ends[FLOWS];
        int found = 0;
        while (found < FLOWS) {
            long[] lows = random.longs(FLOWS).toArray();
            long[] fingerprints = fingerprints(flow -> new Ends(1, 7, 2, lows[flow]), SEED);
            for (int flow = 0; flow < FLOWS && found < FLOWS; flow++) {
                if ((fingerprints[flow] & 63) == 0) {
                    meeting[found++] = new Ends(1, 7, 2, lows[flow]);
                }
            }
        }
        assertSpread(fingerprints(flow -> meeting[flow], SEED + 1));
    }

    @Test
    void makesTheSameHashOfBothDirectionsInEveryProcess() {
        PacketKeys here = new PacketKeys(true, true, SEED);
        PacketKeys there = new PacketKeys(true, true, SEED);
        PacketBatch batch = new PacketBatch(1);
        Packet packet = Packet.tcp(1, Packet.ACK);
        packet.addTo(batch);
        here.compute(batch, 0, 1);
        batch.size = 0;
        packet.back().addTo(batch);
        there.compute(batch, 0, 1);
        assertThat(there.fingerprint(0)).isEqualTo(here.fingerprint(0));
        assertThat(there.side(0)).isNotEqualTo(here.side(0));
    }
}
