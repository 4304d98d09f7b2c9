package io.ringflow.job.track;

import static io.ringflow.capture.fragment.Packet.tcp;
import static io.ringflow.capture.fragment.Packet.udp;
import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.job.rollup.CollectedRollups;
import io.ringflow.job.rollup.FlowRollups;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.TcpState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets seen by several hosts and interfaces are counted once. */
class ObserversTest {

    private static final Observer A = new Observer("host-a", "eth0");
    private static final Observer A_BRIDGE = new Observer("host-a", "br0");
    private static final Observer A_VETH = new Observer("host-a", "veth1");
    private static final Observer B = new Observer("host-b", "eth0");
    private static final Observer C = new Observer("host-c", "ens3");

    private static Packet[] seen(long aheadMillis, Predicate<Packet> which, Packet... packets) {
        return Arrays.stream(packets)
                .filter(which)
                .map(packet -> packet.at(packet.nanos() + aheadMillis * 1_000_000))
                .toArray(Packet[]::new);
    }

    private static Packet[] seen(long aheadMillis, Packet... packets) {
        return seen(aheadMillis, packet -> true, packets);
    }

    private static Flow only(ShardHarness shard) {
        assertThat(shard.records).hasSize(1);
        return shard.records.getFirst();
    }

    private static Packet[] connection(long millis) {
        return new Packet[] {
            tcp(ms(millis), Packet.SYN),
            tcp(ms(millis + 10), Packet.SYN_ACK).back(),
            tcp(ms(millis + 20), Packet.ACK),
            tcp(ms(millis + 700), Packet.ACK).sized(1000),
            tcp(ms(millis + 710), Packet.ACK).back(),
            tcp(ms(millis + 1900), Packet.FIN),
            tcp(ms(millis + 1910), Packet.FIN).back(),
            tcp(ms(millis + 1920), Packet.ACK)
        };
    }

    @ParameterizedTest
    @ValueSource(longs = {-1000, -999, -500, -1, 0, 1, 300, 1000})
    void keepsOneFlowForTwoObserversWithDifferentClocks(long ahead) {
        Packet[] packets = connection(5_000);
        ShardHarness shard = ShardHarness.plain();
        shard.see(B, seen(ahead, packets)).see(A, packets).finish(ms(8_000));

        Flow flow = only(shard);
        assertThat(flow.packets()).isEqualTo(8);
        assertThat(flow.srcPort()).isEqualTo(40_000);
        assertThat(flow.initiatorRule()).isEqualTo(InitiatorRule.SYN);
        assertThat(flow.tcpState()).isEqualTo(TcpState.SF);
        assertThat(flow.lostPackets()).isZero();
        assertThat(flow.observers()).extracting(ObserverCount::packets).containsExactly(8L, 8L);
        assertThat(flow.lastNanos() - flow.firstNanos()).isEqualTo(1_920_000_000L);
    }

    @Test
    void takesSenderOfSynAsInitiatorIfAnswerWasSeenBefore() {
        Packet[] packets = connection(5_000);
        ShardHarness shard = ShardHarness.plain();
        shard.see(A, packets);
        shard.see(B, seen(-1_000, packet -> packet.srcHost() == 2, packets)).finish(ms(8_000));

        assertThat(only(shard).srcPort()).isEqualTo(40_000);
        assertThat(only(shard).initiatorRule()).isEqualTo(InitiatorRule.SYN);
    }

    @Test
    void reportsLostPacketsOfBothDirectionsAndCountersOfBestObserver() {
        List<Packet> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sent.add(udp(ms(10L * i), 7));
            sent.add(udp(ms(10L * i + 3), 7).back().sized(60));
        }
        Packet[] packets = sent.toArray(Packet[]::new);
        ShardHarness shard = ShardHarness.plain();
        shard.see(A, seen(0, packet -> packet.bytes() == 60 || sent.indexOf(packet) > 3, packets));
        shard.see(
                B, seen(2, packet -> packet.bytes() == 100 || sent.indexOf(packet) > 13, packets));
        shard.finish(ms(1_000));

        Flow flow = only(shard);
        assertThat(flow.observers())
                .extracting(ObserverCount::srcPackets, ObserverCount::dstPackets)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(98L, 100L),
                        org.assertj.core.groups.Tuple.tuple(100L, 93L));
        assertThat(flow.lostPackets()).isEqualTo(2 + 7);
        assertThat(flow.src().packets()).isEqualTo(98);
        assertThat(flow.dst().packets()).isEqualTo(100);
    }

    @Test
    void countsNoLossInDirectionThatObserverDoesNotSee() {
        Packet[] packets = connection(5_000);
        ShardHarness shard = ShardHarness.plain();
        shard.see(A, seen(0, packet -> packet.srcHost() == 1, packets));
        shard.see(B, seen(1, packet -> packet.srcHost() == 2, packets)).finish(ms(8_000));

        Flow flow = only(shard);
        assertThat(flow.observers())
                .extracting(ObserverCount::srcPackets, ObserverCount::dstPackets)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(5L, 0L),
                        org.assertj.core.groups.Tuple.tuple(0L, 3L));
        assertThat(flow.lostPackets()).isZero();
        // The counters and the state are those of A, which saw no answer.
        assertThat(flow.packets()).isEqualTo(5);
        assertThat(flow.tcpState()).isEqualTo(TcpState.SH);
    }

    @Test
    void takesTcpStateFromObserverOfCounters() {
        Packet[] packets = connection(5_000);
        ShardHarness shard = ShardHarness.plain();
        shard.see(A, packets[0]);
        shard.see(B, seen(1, packet -> packet.srcHost() == 2, packets)).finish(ms(8_000));

        Flow flow = only(shard);
        assertThat(flow.initiatorRule()).isEqualTo(InitiatorRule.SYN);
        assertThat(flow.dst().packets()).isEqualTo(3);
        assertThat(flow.tcpState()).isEqualTo(TcpState.SHR);
    }

    @Test
    void countsPacketOnceForSeveralInterfacesOfOneHost() {
        Packet[] packets = connection(5_000);
        ShardHarness shard = ShardHarness.plain();
        for (Observer observer : List.of(A, A_BRIDGE, A_VETH)) {
            shard.see(observer, packets);
        }
        shard.finish(ms(8_000));

        assertThat(only(shard).packets()).isEqualTo(8);
        assertThat(only(shard).observers()).hasSize(3);
        assertThat(shard.shard.totals().packets).isEqualTo(8);
        assertThat(ahead(shard)).isEmpty();
    }

    @Test
    void keepsTwoConnectionsApartIfClocksDifferByLess() {
        Packet[] first = connection(5_000);
        Packet[] second = connection(8_000);
        ShardHarness shard = ShardHarness.plain();
        shard.see(A, first).see(A, second).see(B, seen(1_000, first)).see(B, seen(1_000, second));
        shard.finish(ms(11_000));

        assertThat(shard.records).extracting(Flow::packets).containsExactly(8L, 8L);
        assertThat(shard.records).extracting(Flow::lostPackets).containsExactly(0L, 0L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void countsPacketsOnceInAnyOrder(int seed) {
        List<List<FragmentBatch>> views = views(new Random(seed));
        List<FragmentBatch> ordered = views.stream().flatMap(List::stream).toList();
        CollectedRollups sums = new CollectedRollups();
        List<Flow> flows = fold(ordered, sums);

        long packets = 0;
        long bytes = 0;
        for (Flow flow : flows) {
            ObserverCount most =
                    Collections.max(
                            flow.observers(), Comparator.comparingLong(ObserverCount::packets));
            assertThat(flow.packets()).isEqualTo(most.packets());
            assertThat(flow.bytes()).isEqualTo(most.bytes());
            assertThat(flow.src().packets()).isEqualTo(most.srcPackets());
            packets += flow.packets();
            bytes += flow.bytes();
        }
        assertThat(sums.all().get("TOTAL "))
                .containsExactly(bytes, packets, (long) flows.size(), 0L);

        List<FragmentBatch> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(seed + 1_000));
        CollectedRollups again = new CollectedRollups();
        assertThat(fold(shuffled, again)).isEqualTo(flows);
        assertThat(again.all()).isEqualTo(sums.all());
    }

    private static List<Flow> fold(List<FragmentBatch> batches, CollectedRollups sums) {
        ShardHarness shard = ShardHarness.plain();
        shard.rollups = new FlowRollups(sums);
        batches.forEach(shard::accept);
        shard.advance(30_000).finish(ms(120_000));
        assertThat(shard.shard.totals().packets)
                .isEqualTo(shard.records.stream().mapToLong(Flow::packets).sum());
        return shard.records(FlowEvent.END).stream()
                .sorted(Comparator.comparing(flow -> flow.id().toString()))
                .toList();
    }

    /**
     * The packets that three observers see: some are lost, duplicated, or seen in one direction.
     */
    private static List<List<FragmentBatch>> views(Random random) {
        List<Packet> sent = Fragments.random(random, 500, ms(2_000), 100_000_000);
        List<List<FragmentBatch>> views = new ArrayList<>();
        for (Observer observer : List.of(C, A, B)) {
            long ahead = random.nextLong(-1_000_000_000, 1_000_000_001);
            double loss = random.nextInt(3) * 0.1;
            boolean oneWay = random.nextInt(4) == 0;
            List<Packet> seen = new ArrayList<>();
            for (Packet packet : sent) {
                if ((oneWay && packet.srcHost() == 2) || random.nextDouble() < loss) {
                    continue;
                }
                for (int copies = random.nextInt(20) == 0 ? 2 : 1; copies > 0; copies--) {
                    seen.add(packet.at(packet.nanos() + ahead + random.nextInt(50_000)));
                }
            }
            views.add(Fragments.batches(observer, seen));
        }
        return views;
    }

    private static Map<String, List<Long>> ahead(ShardHarness shard) {
        Map<String, List<Long>> samples = new TreeMap<>();
        shard.shard
                .clockSkews()
                .forEach(
                        shard.shard.observers(),
                        (host, other, ahead) ->
                                samples.computeIfAbsent(host + " " + other, k -> new ArrayList<>())
                                        .add(ahead));
        return samples;
    }

    @Test
    void comparesClocksByFirstPacketsOfBothDirections() {
        Packet[] packets = connection(5_000);
        Packet[] atB =
                Arrays.stream(packets)
                        // Packets take 3 ms from host 1, which is near A, to host 2, which is near
                        // B.
                        .map(p -> p.at(p.nanos() + (p.srcHost() == 1 ? 403_000_000 : 397_000_000)))
                        .toArray(Packet[]::new);
        ShardHarness shard = ShardHarness.plain();
        shard.see(A, packets).see(B, atB).see(A_VETH, packets).finish(ms(8_000));

        // Interfaces of one host share a clock, so A and its veth are not compared.
        assertThat(ahead(shard)).containsOnlyKeys("host-a host-b");
        assertThat(ahead(shard).get("host-a host-b")).containsOnly(-400_000_000L);
    }

    @Test
    void ignoresConnectionWhoseStartOneObserverMissed() {
        Packet[] packets = connection(5_000);
        ShardHarness shard = ShardHarness.plain();
        shard.see(A, packets).see(B, Arrays.copyOfRange(packets, 3, 8)).finish(ms(8_000));

        assertThat(ahead(shard)).isEmpty();
    }

    @Test
    void comparesEachPairOfHosts() {
        int hosts = 6;
        ShardHarness shard = ShardHarness.plain();
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < hosts; i++) {
            shard.see(new Observer("host-" + i, "eth0"), udp(ms(i), 5_000));
            for (int earlier = 0; earlier < i; earlier++) {
                pairs.add("host-%d host-%d".formatted(earlier, i));
            }
        }
        shard.advance(8_000);

        Map<String, List<Long>> samples = ahead(shard);
        assertThat(samples).containsOnlyKeys(pairs);
        assertThat(samples.get("host-1 host-5")).containsExactly(-4_000_000L);
        assertThat(samples.get("host-0 host-2")).containsExactly(-2_000_000L);
    }

    @Test
    void comparesClocksThatAreAMinuteApartAndNoMore() {
        Packet syn = tcp(ms(0), Packet.SYN);
        ShardHarness minute = ShardHarness.plain();
        minute.see(A, syn).see(B, syn.at(ms(60_000))).advance(120_000);
        assertThat(ahead(minute).get("host-a host-b")).containsExactly(-60_000_000_000L);

        ShardHarness more = ShardHarness.plain();
        more.see(A, syn).see(B, syn.at(ms(60_000) + 1)).advance(120_000);
        assertThat(ahead(more)).isEmpty();
    }

    @Test
    void keepsNewestSamples() {
        ShardHarness shard = ShardHarness.plain();
        int many = 3 * ClockSkews.SAMPLES + 5;
        IntStream.range(0, many)
                .forEach(i -> shard.see(A, udp(ms(i * 10L), i)).see(B, udp(ms(i * 11L), i)));
        shard.advance(60_000);

        assertThat(ahead(shard).get("host-a host-b"))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(many - ClockSkews.SAMPLES, many)
                                .mapToObj(i -> -i * 1_000_000L)
                                .toList());
    }
}
