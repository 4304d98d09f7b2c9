package io.ringflow.job.track;

import static io.ringflow.capture.fragment.Packet.tcp;
import static io.ringflow.capture.fragment.Packet.udp;
import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Protocols;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FlowEndTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void keepsFlowSilentForExactlyTheTimeout() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(udp(ms(0), 1), udp(ms(60_000), 1)).finish(ms(60_000));

        assertThat(shard.ends()).containsExactly(EndReason.FORCED_END);
        assertThat(shard.records.getFirst().packets()).isEqualTo(2);
    }

    @Test
    void splitsFlowSilentForOneNanosecondMore() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(udp(ms(0), 1), udp(ms(60_000) + 1, 1)).finish(ms(60_001));

        assertThat(shard.ends()).containsExactly(EndReason.IDLE_TIMEOUT, EndReason.FORCED_END);
        assertThat(shard.records).extracting(Flow::packets).containsExactly(1L, 1L);
        assertThat(shard.records).extracting(Flow::id).doesNotHaveDuplicates();
    }

    @Test
    void endsSilentFlowAtFirstBucketBoundaryAfterTimeout() {
        ShardHarness shard = ShardHarness.plain().see(udp(ms(300), 1)).advance(60_000);
        assertThat(shard.ends()).isEmpty();
        assertThat(shard.shard.nextDueNanos(shard.rules)).isEqualTo(ms(60_300) + 1);

        assertThat(shard.advance(61_000).ends()).containsExactly(EndReason.IDLE_TIMEOUT);
        assertThat(shard.shard.openFlows()).isZero();
        assertThat(shard.shard.nextDueNanos(shard.rules)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void lingersAfterBothFinsAndCountsDelayedPackets() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(
                tcp(ms(0), Packet.SYN),
                tcp(ms(1), Packet.SYN_ACK).back(),
                tcp(ms(2), Packet.FIN),
                tcp(ms(3), Packet.FIN).back(),
                tcp(ms(4_500), Packet.ACK));

        assertThat(shard.advance(9_000).ends()).isEmpty();
        assertThat(shard.advance(10_000).ends()).containsExactly(EndReason.END_OF_FLOW);
        assertThat(shard.records.getFirst().packets()).isEqualTo(5);
    }

    @Test
    void keepsFlowOpenAfterOneFin() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(tcp(ms(0), Packet.SYN), tcp(ms(1), Packet.FIN)).advance(100_000);
        assertThat(shard.ends()).isEmpty();

        assertThat(shard.advance(121_000).ends()).containsExactly(EndReason.IDLE_TIMEOUT);
    }

    @Test
    void startsAnotherFlowIfTupleIsReusedInSameBucket() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(
                tcp(ms(0), Packet.SYN),
                tcp(ms(1), Packet.RST).back(),
                tcp(ms(2), Packet.SYN),
                tcp(ms(3), Packet.SYN_ACK).back(),
                tcp(ms(4), Packet.ACK));
        shard.finish(ms(4));

        assertThat(shard.ends()).containsExactly(EndReason.END_OF_FLOW, EndReason.FORCED_END);
        assertThat(shard.records).extracting(Flow::packets).containsExactly(2L, 3L);
        assertThat(shard.records).extracting(Flow::id).doesNotHaveDuplicates();
    }

    @Test
    void givesDifferentIdsToFlowsStartedAtSameTime() {
        ShardHarness shard = ShardHarness.plain();
        Packet syn = tcp(ms(0), Packet.SYN);
        Packet reset = tcp(ms(0), Packet.RST).back();
        shard.see(syn, reset, syn, reset, syn).finish(ms(0));

        assertThat(shard.records).hasSize(3);
        assertThat(shard.records).extracting(Flow::id).doesNotHaveDuplicates();
    }

    @Test
    void keepsFlowIfSynIsRepeatedBeforeEnd() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(
                tcp(ms(0), Packet.SYN),
                tcp(ms(900), Packet.SAME_SYN),
                tcp(ms(2_900), Packet.SAME_SYN));
        shard.finish(ms(2_900));

        assertThat(shard.records).hasSize(1);
        assertThat(shard.records.getFirst().packets()).isEqualTo(3);
    }

    @Test
    void endsAllFlowsAtEndOfCapture() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(udp(ms(0), 1), udp(ms(10), 2), tcp(ms(20), Packet.SYN)).finish(ms(20));

        assertThat(shard.ends()).hasSize(3).containsOnly(EndReason.FORCED_END);
        assertThat(shard.held()).isEmpty();
        assertThat(shard.shard.totals().ended[EndReason.FORCED_END.ordinal()]).isEqualTo(3);
    }

    @Test
    void endsTimedOutFlowAsIdleAtEndOfCapture() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(udp(ms(0), 1), udp(ms(70_000), 2)).finish(ms(70_000));

        assertThat(shard.ends()).containsExactly(EndReason.IDLE_TIMEOUT, EndReason.FORCED_END);
    }

    @Test
    void dropsEndedFlowAfterRetention() {
        ShardHarness shard = new ShardHarness(ShardHarness.rules(100, MINUTE, false, false));
        shard.see(udp(ms(0), 1)).advance(61_000);

        assertThat(shard.ends()).containsExactly(EndReason.IDLE_TIMEOUT);
        assertThat(shard.shard.retainedFlows()).isEqualTo(1);
        assertThat(shard.shard.flow(shard.records.getFirst().id()))
                .hasValueSatisfying(
                        flow -> assertThat(flow.endReason()).isEqualTo(EndReason.IDLE_TIMEOUT));
        assertThat(shard.advance(120_000).held()).hasSize(1);
        assertThat(shard.advance(121_000).held()).isEmpty();
        assertThat(shard.shard.flow(shard.records.getFirst().id())).isEmpty();
    }

    @Test
    void keepsAllFlowsAtEndOfCaptureIfRetentionIsUnlimited() {
        ShardHarness shard =
                new ShardHarness(ShardHarness.rules(100, Duration.ofDays(365_000), false, false));
        shard.see(udp(ms(0), 1), udp(ms(70_000), 2)).finish(ms(70_000));

        assertThat(shard.held())
                .extracting(Flow::endReason)
                .containsExactly(EndReason.IDLE_TIMEOUT, EndReason.FORCED_END);
        assertThat(shard.held()).extracting(Flow::event).containsOnly(FlowEvent.NONE);
    }

    @Test
    void evictsFlowIdleForLongestIfTableIsFull() {
        ShardHarness shard = new ShardHarness(ShardHarness.rules(2, Duration.ZERO, false, false));
        shard.see(udp(ms(0), 1), udp(ms(1), 2), udp(ms(1_000), 1), udp(ms(2_000), 3));
        shard.advance(3_000);

        assertThat(shard.ends()).containsExactly(EndReason.LACK_OF_RESOURCES);
        assertThat(shard.records.getFirst().srcPort()).isEqualTo(2);
        assertThat(shard.held()).extracting(Flow::srcPort).containsExactlyInAnyOrder(1, 3);
    }

    @Test
    void evictsFlowIdleForLongestOfAllProtocols() {
        ShardHarness tcpFirst = ShardHarness.retaining(2, Duration.ZERO);
        tcpFirst.see(tcp(ms(0), Packet.SYN), udp(ms(1_000), 1), udp(ms(2_000), 2)).advance(4_000);
        assertThat(tcpFirst.records).extracting(Flow::protocol).containsExactly(Protocols.TCP);

        ShardHarness udpFirst = ShardHarness.retaining(2, Duration.ZERO);
        udpFirst.see(udp(ms(0), 1), tcp(ms(1_000), Packet.SYN), udp(ms(2_000), 2)).advance(4_000);
        assertThat(udpFirst.records).extracting(Flow::protocol).containsExactly(Protocols.UDP);
    }

    @Test
    void forgetsFlowsThatEndWithTheCaptureUnlessAllAreRetained() {
        ShardHarness shard = ShardHarness.retaining(100, MINUTE);
        shard.see(udp(ms(0), 1), udp(ms(5_000), 2)).finish(ms(5_000));
        assertThat(shard.held()).isEmpty();
        assertThat(shard.shard.forgottenNanos()).isEqualTo(ms(5_000) + 1);
        assertThat(shard.ends()).containsExactly(EndReason.FORCED_END, EndReason.FORCED_END);
    }

    @Test
    void reportsWhatAFlowHadSinceItsLastReportBeforeItEndsAsIdle() {
        ShardHarness shard = new ShardHarness(ShardHarness.rules(100, Duration.ZERO, false, true));
        shard.see(udp(ms(0), 1), udp(ms(50_000), 1)).advance(200_000);

        assertThat(shard.records)
                .extracting(Flow::event)
                .containsExactly(FlowEvent.NEW, FlowEvent.UPDATE, FlowEvent.END);
        assertThat(shard.records).extracting(Flow::packets).containsExactly(1L, 2L, 2L);
    }

    @Test
    void cutsSilentFlowWhoseActiveTimeoutWasDueFirst() {
        ShardHarness shard = new ShardHarness(ShardHarness.rules(100, Duration.ZERO, true, false));
        shard.see(udp(ms(0), 1), udp(ms(50_000), 1)).advance(200_000);

        assertThat(shard.ends()).containsExactly(EndReason.ACTIVE_TIMEOUT);
    }

    /** Labels take rows too, which may be those of flows that were evicted in the same bucket. */
    @Test
    void reportsEachStartOnceThoughRowsAreReusedWithinTheBucket() {
        ShardHarness shard = new ShardHarness(ShardHarness.rules(6, Duration.ZERO, false, true));
        Random random = new Random(1);
        // Read as the marks of a flow, these letters say that its start is not reported yet.
        String label = "A".repeat(200);
        for (int port = 1; port <= 200; port++) {
            Packet packet = udp(ms(port), port);
            shard.accept(
                    random.nextInt(3) == 0
                            ? Fragments.labelled(
                                    Fragments.OBSERVER, packet, LabelKind.TLS_SNI, label)
                            : Fragments.single(Fragments.OBSERVER, packet, packet.nanos()));
        }
        shard.advance(2_000);

        assertThat(shard.records)
                .filteredOn(flow -> flow.event() == FlowEvent.NEW)
                .extracting(Flow::srcPort)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.rangeClosed(1, 200).boxed().toList());
    }

    @Test
    void dropsRetainedFlowsBeforeItEvictsOpenOnes() {
        ShardHarness shard = new ShardHarness(ShardHarness.rules(2, MINUTE, false, false));
        shard.see(udp(ms(0), 1)).advance(61_000);
        shard.see(udp(ms(61_000), 2), udp(ms(61_001), 3)).advance(62_000);

        assertThat(shard.ends()).containsExactly(EndReason.IDLE_TIMEOUT);
        assertThat(shard.held()).extracting(Flow::srcPort).containsExactlyInAnyOrder(2, 3);
        assertThat(shard.shard.retainedFlows()).isZero();
    }

    @Test
    void countsPacketsAndFlowsOfJobAndOfNewestSecond() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(udp(ms(0), 1), udp(ms(1), 1).back(), udp(ms(2), 2), udp(ms(1_500), 2).sized(50));
        shard.advance(2_000);
        ShardTotals totals = shard.shard.totals();

        assertThat(List.of(totals.packets, totals.bytes, totals.flows, totals.endedFlows()))
                .containsExactly(4L, 350L, 2L, 0L);
        ShardTotals.Second newest = totals.newestBefore(ms(2_000));
        assertThat(List.of(newest.startNanos, newest.packets, newest.bytes, newest.flows))
                .containsExactly(ms(1_000), 1L, 50L, 0L);
        assertThat(shard.shard.completeNanos()).isEqualTo(ms(2_000));
    }

    @Test
    void isCompleteUpToTheNewestPacketAtTheEndOfTheCapture() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(udp(ms(0), 1), udp(ms(1_500), 1)).finish(ms(1_500));
        assertThat(shard.shard.completeNanos()).isEqualTo(ms(1_500) + 1);
    }
}
