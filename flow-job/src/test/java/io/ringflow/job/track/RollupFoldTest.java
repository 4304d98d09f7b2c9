package io.ringflow.job.track;

import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.job.rollup.CollectedRollups;
import io.ringflow.job.rollup.FlowRollups;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rollups of folding are the sums of its flows. */
class RollupFoldTest {

    private static final Observer OTHER = new Observer("host-b", "eth1");

    private final CollectedRollups sums = new CollectedRollups();
    private final ShardHarness shard = ShardHarness.plain();

    RollupFoldTest() {
        shard.rollups = new FlowRollups(sums);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void sumsOfBucketsEqualSumsOfFlows(int seed) {
        Random random = new Random(seed);
        List<Packet> packets = Fragments.random(random, 600, ShardHarness.T0, 300_000_000L);
        List<Packet> ofOther =
                packets.stream()
                        .filter(packet -> seed % 2 == 0 || random.nextInt(3) > 0)
                        // The same packet may have another size at another observer.
                        .map(packet -> packet.sized(packet.bytes() + random.nextInt(2)))
                        .toList();
        List<FragmentBatch> batches = new ArrayList<>();
        batches.addAll(Fragments.batches(Fragments.OBSERVER, packets));
        batches.addAll(Fragments.batches(OTHER, ofOther));
        batches.forEach(shard::accept);
        for (int second = 1; second < 400; second += 1 + random.nextInt(40)) {
            shard.advance(second * 1000L);
        }
        shard.finish(packets.getLast().nanos());

        List<Flow> flows = shard.records(FlowEvent.END);
        Map<String, List<Long>> expected = new TreeMap<>();
        for (Flow flow : flows) {
            add(expected, "TOTAL ", flow.bytes(), flow.packets());
            add(expected, "PROTOCOL " + Protocols.name(flow.protocol()), flow);
            add(expected, "ADDR " + flow.srcAddr(), flow);
            add(expected, "ADDR " + flow.dstAddr(), flow);
            add(expected, "PORT " + flow.srcPort(), flow);
            add(expected, "PORT " + flow.dstPort(), flow);
            flow.observers()
                    .forEach(
                            count -> {
                                String host = count.observer().host();
                                String key = host + '/' + count.observer().interfaceName();
                                add(expected, "HOST " + host, count.bytes(), count.packets());
                                add(expected, "INTERFACE " + key, count.bytes(), count.packets());
                            });
        }
        Map<String, List<Long>> found = sums.all();
        assertThat(found).containsAllEntriesOf(expected);
        for (String dimension : List.of("SRC_ADDR", "DST_ADDR", "DST_PORT")) {
            assertThat(sums.of(dimension)).isEqualTo(expected.get("TOTAL "));
        }
        assertThat(shard.shard.totals().packets).isEqualTo(expected.get("TOTAL ").get(1));
        assertThat(shard.shard.totals().bytes).isEqualTo(expected.get("TOTAL ").get(0));
        assertThat(sums.endedFlows()).isEqualTo(flows.size());
    }

    private static void add(Map<String, List<Long>> into, String key, Flow flow) {
        add(into, key, flow.bytes(), flow.packets());
    }

    private static void add(Map<String, List<Long>> into, String key, long bytes, long packets) {
        into.merge(key, List.of(bytes, packets, 1L, 0L), CollectedRollups::sum);
    }

    @Test
    void sumsOfBucketAreThoseOfItsPackets() {
        shard.see(Packet.udp(ms(0), 7).sized(100), Packet.udp(ms(1500), 7).back().sized(60));
        shard.see(Packet.udp(ms(1600), 8).sized(40)).advance(10_000);
        assertThat(sums.at(ms(0)))
                .containsEntry("TOTAL ", List.of(100L, 1L, 1L, 0L))
                .containsEntry("SRC_ADDR 10.0.0.1", List.of(100L, 1L, 1L, 0L))
                .containsEntry("DST_ADDR 10.0.0.2", List.of(100L, 1L, 1L, 0L))
                .containsEntry("DST_PORT 53", List.of(100L, 1L, 1L, 0L))
                .containsEntry("HOST host-a", List.of(100L, 1L, 1L, 0L));
        assertThat(sums.at(ms(1000)))
                .containsEntry("TOTAL ", List.of(100L, 2L, 1L, 0L))
                .containsEntry("SRC_ADDR 10.0.0.1", List.of(100L, 2L, 1L, 0L))
                .containsEntry("PORT 7", List.of(60L, 1L, 0L, 0L));
    }

    @Test
    void countsForLabelWhatItsFlowHasFromThenOn() {
        shard.see(Packet.udp(ms(0), 7).sized(100));
        FragmentBatch named =
                Fragments.labelled(
                        Fragments.OBSERVER, Packet.udp(ms(1000), 7), LabelKind.DNS_QUERY);
        shard.accept(named).see(Packet.udp(ms(2000), 7).sized(50)).advance(10_000);
        assertThat(sums.all()).containsEntry("DNS_QUERY a.example", List.of(150L, 2L, 0L, 0L));
    }
}
