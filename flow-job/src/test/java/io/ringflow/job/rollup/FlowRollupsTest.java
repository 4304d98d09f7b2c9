package io.ringflow.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.job.table.FlowRow;
import io.ringflow.job.table.RowFixture;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.IpAddress;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.state.query.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowRollupsTest {

    private static final List<Observer> OBSERVERS =
            List.of(new Observer("a", "eth0"), new Observer("a", "eth1"), new Observer("b", "x"));

    private final List<RollupBatch> batches = new ArrayList<>();
    private final FlowRollups rollups =
            new FlowRollups(
                    (partition, start, sums) ->
                            batches.add(new RollupBatch(partition, start, sums.encode())));
    private final Map<String, List<Long>> naive = new TreeMap<>();

    private void count(String key, long bytes, long packets, long flows) {
        naive.merge(key, List.of(bytes, packets, flows, 0L), RollupFixture::sum);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void sumsUpLikeTheNaiveImplementation(int seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 3000; i++) {
            addRandomFlow(random);
        }
        rollups.endBucket(5, OBSERVERS);
        assertThat(RollupFixture.sum(batches.stream().map(RollupFixture::columns).toList()))
                .isEqualTo(naive);
        assertThat(batches).allMatch(batch -> batch.startNanos() == 5);
        assertThat(batches).hasSize(RollupKeys.PARTITIONS);
        batches.clear();
        rollups.endBucket(6, OBSERVERS);
        assertThat(batches).isEmpty();
    }

    /** Adds a random flow: IPv6 or not, either initiator, equal ends, no ports, VLAN, label. */
    private void addRandomFlow(Random random) {
        IpAddress a = address(random);
        IpAddress b = random.nextInt(10) == 0 ? a : address(random);
        int protocol = new int[] {6, 17, 1, 58, 47}[random.nextInt(5)];
        boolean noPorts = protocol == Protocols.ICMP || protocol == Protocols.ICMP6;
        int portA = protocol == 47 ? 0 : random.nextInt(20);
        int portB = protocol == 47 ? 0 : random.nextInt(20);
        int vlan = random.nextInt(3) == 0 ? random.nextInt(4) : -1;
        boolean fromB = random.nextBoolean();
        long bytes = random.nextInt(3000) - 20L;
        long packets = random.nextInt(5);
        long flows = random.nextInt(2);
        long[] row = new long[2 + FlowRow.WORDS];
        row[2 + FragmentLayout.A_HIGH] = a.high();
        row[2 + FragmentLayout.A_LOW] = a.low();
        row[2 + FragmentLayout.B_HIGH] = b.high();
        row[2 + FragmentLayout.B_LOW] = b.low();
        int tag = vlan < 0 ? 0 : PacketBits.VLAN_PRESENT | vlan;
        row[2 + FragmentLayout.KEY] = PacketBits.pack(portA, portB, protocol, 0, tag);
        FlowRow head = RowFixture.row(row, 2);
        head.initiator(InitiatorRule.FIRST_PACKET, fromB);
        rollups.book(head, bytes, packets, flows);
        count("TOTAL ", bytes, packets, flows);
        count("PROTOCOL " + Protocols.name(protocol), bytes, packets, flows);
        count("SRC_ADDR " + (fromB ? b : a), bytes, packets, flows);
        count("DST_ADDR " + (fromB ? a : b), bytes, packets, flows);
        count("ADDR " + a, bytes, packets, flows);
        if (!a.equals(b)) {
            count("ADDR " + b, bytes, packets, flows);
        }
        if (!noPorts && (portA | portB) != 0) {
            count("DST_PORT " + (fromB ? portA : portB), bytes, packets, flows);
            count("PORT " + portA, bytes, packets, flows);
            if (portA != portB) {
                count("PORT " + portB, bytes, packets, flows);
            }
        }
        if (vlan >= 0) {
            count("VLAN_ID " + vlan, bytes, packets, flows);
        }
        String name = random.nextBoolean() ? "" : "name" + random.nextInt(9);
        rollups.label(LabelKind.DNS_QUERY, name, bytes, packets, flows);
        if (!name.isEmpty()) {
            count("DNS_QUERY " + name, bytes, packets, flows);
        }
        int observer = random.nextInt(OBSERVERS.size());
        rollups.seen(observer, bytes, packets, flows);
        count("HOST " + OBSERVERS.get(observer).host(), bytes, packets, flows);
        String key = RollupKeys.interfaceKey(OBSERVERS.get(observer));
        count("INTERFACE " + key, bytes, packets, flows);
    }

    private static IpAddress address(Random random) {
        return random.nextBoolean()
                ? IpAddress.v4(random.nextInt(50))
                : new IpAddress(random.nextInt(3), random.nextInt(5));
    }

    @Test
    void boundsKeysInAFloodOfAddressesWithoutLosingTraffic() {
        long[] row = new long[FlowRow.WORDS];
        row[FragmentLayout.KEY] = PacketBits.pack(1, 2, 17, 0, 0);
        for (int host = 0; host < 100_000; host++) {
            row[FragmentLayout.A_LOW] = IpAddress.v4(host).low();
            row[FragmentLayout.B_LOW] = IpAddress.v4(-1 - host).low();
            rollups.book(RowFixture.row(row, 0), 100, 1, 1);
        }
        rollups.endBucket(0, OBSERVERS);
        assertThat(batches)
                .allMatch(batch -> RollupFixture.columns(batch).size() <= FlowRollups.MAX_KEYS + 3);
        for (var dimension : List.of(Dimension.SRC_ADDR, Dimension.DST_ADDR)) {
            RollupSums all = new RollupSums();
            batches.forEach(batch -> all.add(RollupFixture.columns(batch), dimension));
            assertThat(all.packets).isEqualTo(100_000);
        }
        assertThat(RollupFixture.sum(batches.stream().map(RollupFixture::columns).toList()))
                .containsEntry("TOTAL ", List.of(10_000_000L, 100_000L, 100_000L, 0L))
                .containsEntry("PROTOCOL udp", List.of(10_000_000L, 100_000L, 100_000L, 0L));
    }

    @Test
    void booksEndedFlowsAtTheTimeOfTheirEnd() {
        rollups.ended(2_000, 100, 7);
        rollups.ended(1_000, 300, 9);
        rollups.ended(2_000, 500, 8);
        rollups.endAdvance();
        rollups.endAdvance();
        assertThat(batches).extracting(RollupBatch::startNanos).containsExactly(1_000L, 2_000L);
        Distributions distributions = new Distributions();
        distributions.merge(RollupFixture.columns(batches.get(1)).distributions());
        assertThat(distributions.flowBytes.percentiles(1).count()).isEqualTo(2);
        assertThat(distributions.flowBytes.percentiles(1).max()).isEqualTo(500);
        assertThat(distributions.flowNanos.percentiles(1).max()).isEqualTo(8);
    }
}
