package io.ringflow.job.track;

import static io.ringflow.capture.fragment.Packet.tcp;
import static io.ringflow.capture.fragment.Packet.udp;
import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.EventTimeBuckets;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.job.settings.FlowRecords;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.Observer;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Flows do not depend on the order of fragments or on other flows of their shard. */
class FlowOrderTest {

    private static final Observer OTHER = new Observer("host-b", "eth0");

    /** The end reasons of flows, by source port. */
    private static Map<Integer, EndReason> ends(ShardHarness shard) {
        return shard.records.stream().collect(Collectors.toMap(Flow::srcPort, Flow::endReason));
    }

    @Test
    void foldsFirstObserverByNameFirstIfTimesAreEqual() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(OTHER, tcp(ms(0), Packet.ACK).back()).see(tcp(ms(0), Packet.ACK)).finish(ms(0));

        assertThat(shard.records).extracting(Flow::srcPort).containsExactly(40_000);
    }

    @Test
    void countsConnectionsOfTwoObserversOnceIfFragmentsAreCut() {
        Packet[] twice = {
            tcp(ms(0), Packet.SYN), tcp(ms(2), Packet.RST).back(), tcp(ms(4), Packet.SYN)
        };
        ShardHarness shard = ShardHarness.plain();
        for (Packet packet : twice) {
            shard.accept(Fragments.single(Fragments.OBSERVER, packet, packet.nanos()));
        }
        for (Packet packet : twice) {
            Packet later = packet.at(packet.nanos() + 3_000_000);
            shard.accept(Fragments.single(OTHER, later, later.nanos()));
        }
        shard.finish(ms(7));

        assertThat(shard.records)
                .hasSize(2)
                .allSatisfy(flow -> assertThat(flow.observers()).hasSize(2));
    }

    @Test
    void measuresSilenceToOldestPacketIfFragmentsAreCut() {
        ShardHarness shard = ShardHarness.plain().see(udp(ms(500), 1));
        long timeout = ms(60_500);
        shard.accept(Fragments.single(Fragments.OBSERVER, udp(timeout + 1, 1), timeout + 1));
        shard.accept(Fragments.single(Fragments.OBSERVER, udp(timeout, 1), timeout + 1));
        shard.finish(timeout + 1);

        assertThat(shard.records).extracting(Flow::packets).containsExactly(3L);
    }

    @Test
    void endsFlowOfLatePacketIndependentlyOfOtherFlows() {
        ShardHarness alone = ShardHarness.plain();
        ShardHarness among = ShardHarness.plain().see(udp(ms(200_500), 2));
        for (ShardHarness shard : new ShardHarness[] {alone, among}) {
            shard.accept(Fragments.late(Fragments.OBSERVER, ms(200_000), udp(ms(0), 1)));
            shard.finish(ms(203_000));
        }

        assertThat(ends(alone)).containsEntry(1, EndReason.FORCED_END);
        assertThat(ends(among)).containsEntry(1, EndReason.FORCED_END);
    }

    @Test
    void endsSilentFlowIndependentlyOfPacketsInLastBucket() {
        ShardHarness alone = ShardHarness.plain().see(udp(ms(0), 1)).finish(ms(61_500));
        ShardHarness among = ShardHarness.plain().see(udp(ms(0), 1), udp(ms(61_500), 2));
        among.finish(ms(61_500));

        assertThat(ends(alone)).containsEntry(1, EndReason.IDLE_TIMEOUT);
        assertThat(ends(among)).containsEntry(1, EndReason.IDLE_TIMEOUT);
    }

    @Test
    void endsSilentFlowBehindMoreActiveFlowOfSameBucket() {
        ShardHarness shard = shardWithTimeout(2_500_000_000L);
        shard.see(udp(ms(50), 1), udp(ms(100), 2), udp(ms(900), 1)).finish(ms(3_000));

        assertThat(ends(shard))
                .isEqualTo(Map.of(1, EndReason.FORCED_END, 2, EndReason.IDLE_TIMEOUT));
    }

    @Test
    void joinsCutFragmentIfTimeoutIsShorterThanBucket() {
        ShardHarness shard = shardWithTimeout(0);
        Packet reset = tcp(ms(0), Packet.RST);
        Packet later = tcp(ms(500), Packet.ACK);
        shard.accept(Fragments.single(Fragments.OBSERVER, reset, reset.nanos()));
        shard.accept(Fragments.single(Fragments.OBSERVER, later, later.nanos()));
        shard.finish(later.nanos());

        assertThat(shard.records).extracting(Flow::packets).containsExactly(2L);
    }

    @Test
    void joinsContinuedFragmentIfCountersOverflow() {
        ShardHarness shard = shardWithTimeout(0);
        shard.accept(Fragments.repeated(Fragments.OBSERVER, tcp(ms(0), Packet.RST), 200));
        shard.finish(ms(0));

        assertThat(shard.records).extracting(Flow::packets).containsExactly(200L);
        assertThat(shard.records.getFirst().src().retransmits()).isEqualTo(200);
    }

    private static ShardHarness shardWithTimeout(long nanos) {
        EventTimeBuckets seconds = new EventTimeBuckets(Fragments.SECOND, Fragments.SECOND);
        long never = Long.MAX_VALUE / 4;
        return new ShardHarness(
                new FoldRules(
                        seconds,
                        new FoldRules.IdleTimeouts(nanos, nanos, nanos, nanos, nanos),
                        new FoldRules.ActiveTimeout(never, false, FlowRecords.ENDS),
                        0,
                        100));
    }

    @Test
    void givesDifferentIdsToFlowsWithSameOrderInTwoBuckets() {
        ShardHarness shard = ShardHarness.plain();
        long newest = ms(70_000);
        shard.accept(Fragments.single(Fragments.OBSERVER, udp(newest, 1), newest));
        shard.accept(Fragments.single(Fragments.OBSERVER, udp(ms(0), 1), newest));
        shard.finish(newest);

        assertThat(shard.records).hasSize(2).extracting(Flow::id).doesNotHaveDuplicates();
    }
}
