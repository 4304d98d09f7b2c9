package io.ringflow.job.track;

import static io.ringflow.capture.fragment.Fragments.SECOND;
import static io.ringflow.capture.fragment.Packet.end;
import static io.ringflow.capture.fragment.Packet.icmp;
import static io.ringflow.capture.fragment.Packet.tcp;
import static io.ringflow.capture.fragment.Packet.udp;
import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.job.settings.FlowRecords;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.EndReason;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.Observer;
import io.ringflow.model.ObserverCount;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.text.TimeText;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FlowFoldTest {

    private static final Observer OTHER = new Observer("host-b", "eth0");

    private static Flow only(ShardHarness shard) {
        assertThat(shard.held()).hasSize(1);
        return shard.held().getFirst();
    }

    private static FragmentBatch gap(Observer observer, long start, long end) {
        FragmentBatch batch = new FragmentBatch();
        batch.observer = observer;
        batch.gap = new CaptureGap(observer, start, end, 5, CaptureGap.Cause.DROPS);
        return batch;
    }

    @Test
    void correctsInitiatorWhenSynArrives() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(tcp(ms(0), Packet.ACK).back().sized(90)).advance(1_000);
        Flow guess = only(shard);
        assertThat(guess.srcPort()).isEqualTo(443);
        assertThat(guess.initiatorRule()).isEqualTo(InitiatorRule.FIRST_PACKET);

        shard.see(tcp(ms(1_000), Packet.SAME_SYN)).advance(2_000);
        Flow corrected = only(shard);
        assertThat(corrected.id()).isEqualTo(guess.id());
        assertThat(corrected.srcAddr()).hasToString("10.0.0.1");
        assertThat(corrected.srcPort()).isEqualTo(40_000);
        assertThat(corrected.initiatorRule()).isEqualTo(InitiatorRule.SYN);
        assertThat(corrected.src().bytes()).isEqualTo(60);
        assertThat(corrected.dst().bytes()).isEqualTo(90);
    }

    @Test
    void takesReceiverOfSynAckAsInitiator() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(tcp(ms(0), Packet.SYN_ACK).back(), tcp(ms(1), Packet.ACK)).advance(1_000);

        assertThat(only(shard).srcPort()).isEqualTo(40_000);
        assertThat(only(shard).initiatorRule()).isEqualTo(InitiatorRule.SYN_ACK);
    }

    @Test
    void takesSenderOfRequestAsInitiatorOfIcmpFlow() {
        Packet reply = icmp(ms(0), end(2, 0), end(1, 8));
        Packet request = icmp(ms(1), end(1, 8), end(2, 0));
        ShardHarness shard = ShardHarness.plain().see(reply, request).advance(1_000);

        assertThat(only(shard).srcAddr()).hasToString("10.0.0.1");
        assertThat(only(shard).icmpType()).isZero();
        assertThat(only(shard).srcPort()).isZero();
        assertThat(only(shard).initiatorRule()).isEqualTo(InitiatorRule.ICMP_REQUEST);
    }

    @Test
    void takesSenderOfLaterRequestAsInitiatorOfIcmpFlow() {
        Packet reply = icmp(ms(0), end(2, 0), end(1, 8));
        Packet request = icmp(ms(1_500), end(1, 8), end(2, 0));
        ShardHarness shard = ShardHarness.plain().see(reply).advance(1_000);
        assertThat(only(shard).initiatorRule()).isEqualTo(InitiatorRule.FIRST_PACKET);
        shard.see(request).advance(2_000);

        assertThat(only(shard).srcAddr()).hasToString("10.0.0.1");
        assertThat(only(shard).initiatorRule()).isEqualTo(InitiatorRule.ICMP_REQUEST);
    }

    @Test
    void takesSenderOfReplyWithoutRequestAsInitiator() {
        for (int[] pair : new int[][] {{0, 8}, {14, 13}, {9, 10}}) {
            Packet reply = icmp(ms(0), end(2, pair[0]), end(1, pair[1]));
            ShardHarness shard = ShardHarness.plain().see(reply).advance(1_000);

            assertThat(only(shard).srcAddr()).hasToString("10.0.0.2");
            assertThat(only(shard).icmpType()).isEqualTo(pair[0]);
            assertThat(only(shard).initiatorRule()).isEqualTo(InitiatorRule.FIRST_PACKET);
        }
    }

    @Test
    void takesSenderOfLaterIcmpFragmentAsInitiator() {
        Packet fragment = icmp(ms(0), end(2, 0), end(1, 0));
        ShardHarness shard = ShardHarness.plain().see(fragment).advance(1_000);

        assertThat(only(shard).srcAddr()).hasToString("10.0.0.2");
        assertThat(only(shard).icmpType()).isEqualTo(-1);
        assertThat(only(shard).icmpCode()).isEqualTo(-1);
        assertThat(only(shard).initiatorRule()).isEqualTo(InitiatorRule.FIRST_PACKET);
    }

    @Test
    void takesCountersFromObserverWithMostPackets() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(udp(ms(0), 1), udp(ms(10), 1));
        shard.see(OTHER, udp(ms(1), 1), udp(ms(11), 1), udp(ms(12), 1).back()).advance(1_000);
        Flow flow = only(shard);

        assertThat(flow.packets()).isEqualTo(3);
        assertThat(flow.lostPackets()).isZero();
        assertThat(flow.firstNanos()).isEqualTo(ms(1));
        assertThat(flow.observers())
                .containsExactly(
                        new ObserverCount(Fragments.OBSERVER, 2, 0, 200, ms(0), ms(10)),
                        new ObserverCount(OTHER, 2, 1, 300, ms(1), ms(12)));
    }

    @Test
    void countsShortConnectionsOfTwoObserversOnce() {
        ShardHarness shard = ShardHarness.plain();
        Packet[] connection = {
            tcp(ms(0), Packet.SYN),
            tcp(ms(1), Packet.SYN_ACK).back(),
            tcp(ms(2), Packet.FIN),
            tcp(ms(3), Packet.FIN).back(),
            tcp(ms(20), Packet.SYN),
            tcp(ms(21), Packet.RST).back()
        };
        Packet[] seenLater = new Packet[connection.length];
        for (int i = 0; i < connection.length; i++) {
            seenLater[i] = connection[i].at(connection[i].nanos() + 50_000);
        }
        shard.see(connection).see(OTHER, seenLater).finish(ms(21));

        assertThat(shard.records).extracting(Flow::packets).containsExactly(4L, 2L);
        assertThat(shard.records)
                .allSatisfy(flow -> assertThat(flow.observers()).hasSize(2))
                .extracting(Flow::id)
                .doesNotHaveDuplicates();
    }

    @Test
    void addsLatePacketToOpenFlow() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(tcp(ms(70_000), Packet.ACK)).advance(71_000);
        shard.accept(Fragments.late(Fragments.OBSERVER, ms(71_000), tcp(ms(0), Packet.SYN)));
        shard.advance(72_000);

        assertThat(only(shard).packets()).isEqualTo(2);
        assertThat(only(shard).firstNanos()).isEqualTo(ms(0));
        assertThat(only(shard).lastNanos()).isEqualTo(ms(70_000));
        assertThat(shard.records).isEmpty();
    }

    @Test
    void startsFlowFromLatePacket() {
        ShardHarness shard = ShardHarness.plain();
        shard.accept(Fragments.late(Fragments.OBSERVER, ms(70_000), udp(ms(20_000), 1)));
        shard.advance(71_000);

        assertThat(only(shard).firstNanos()).isEqualTo(ms(20_000));
    }

    @Test
    void keepsFlowWithTimeOutOfRangeOpenForTimeout() {
        ShardHarness shard = ShardHarness.plain();
        Packet odd = udp(TimeText.OUT_OF_RANGE, 1);
        shard.accept(Fragments.late(Fragments.OBSERVER, ms(0), odd)).advance(60_000);
        assertThat(only(shard).firstNanos()).isEqualTo(TimeText.OUT_OF_RANGE);

        assertThat(shard.advance(61_000).ends()).containsExactly(EndReason.IDLE_TIMEOUT);
    }

    @Test
    void reportsLastingFlowOnceAnHourIfNobodyAsksForMore() {
        FoldRules rules = FoldRules.of(FlowSettings.builder().build(), 1, FlowRecords.HOURLY);
        ShardHarness shard = new ShardHarness(rules.withMaxRows(100));
        for (long second = 0; second <= 9_000; second += 30) {
            shard.see(udp(ms(second * 1000), 1)).advance(second * 1000);
        }
        shard.finish(ms(9_000_000));

        assertThat(shard.records)
                .extracting(Flow::event)
                .containsExactly(FlowEvent.UPDATE, FlowEvent.UPDATE, FlowEvent.END);
        assertThat(shard.records).extracting(Flow::id).containsOnly(shard.records.get(0).id());
        assertThat(shard.records.get(1).lastNanos() - shard.records.get(0).lastNanos())
                .isEqualTo(3_600_000_000_000L);
    }

    @Test
    void reportsLastingFlowOncePerActiveTimeoutWithSameId() {
        ShardHarness shard = new ShardHarness(ShardHarness.rules(100, Duration.ZERO, false, true));
        for (int second = 0; second <= 130; second += 10) {
            shard.see(udp(ms(second * 1000L), 1)).advance(second * 1000L);
        }
        shard.finish(ms(130_000));

        assertThat(shard.records)
                .extracting(Flow::event)
                .containsExactly(FlowEvent.NEW, FlowEvent.UPDATE, FlowEvent.UPDATE, FlowEvent.END);
        assertThat(shard.records).extracting(Flow::packets).containsExactly(1L, 7L, 13L, 14L);
        assertThat(shard.records).extracting(Flow::id).containsOnly(shard.records.get(0).id());
    }

    @Test
    void omitsUpdateOfFlowSilentSinceLastReport() {
        ShardHarness shard = new ShardHarness(ShardHarness.rules(100, Duration.ZERO, false, true));
        shard.see(tcp(ms(0), Packet.SYN)).advance(110_000);

        assertThat(shard.records).extracting(Flow::event).containsExactly(FlowEvent.NEW);
    }

    @Test
    void splitsFlowAtActiveTimeoutIfConfigured() {
        ShardHarness shard = new ShardHarness(ShardHarness.rules(100, Duration.ZERO, true, false));
        for (int second = 0; second <= 90; second += 10) {
            shard.see(udp(ms(second * 1000L), 1));
        }
        shard.finish(ms(90_000));

        assertThat(shard.ends()).containsExactly(EndReason.ACTIVE_TIMEOUT, EndReason.FORCED_END);
        assertThat(shard.records).extracting(Flow::packets).containsExactly(7L, 3L);
        assertThat(shard.records).extracting(Flow::id).doesNotHaveDuplicates();
    }

    @Test
    void marksFlowsThatCrossGapOfTheirObserver() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(udp(ms(0), 1), udp(ms(500), 1), udp(ms(900), 2)).see(OTHER, udp(ms(0), 3));
        shard.accept(gap(Fragments.OBSERVER, ms(200), ms(300))).advance(1_000);

        assertThat(shard.held()).filteredOn(Flow::gap).extracting(Flow::srcPort).containsExactly(1);
    }

    @Test
    void marksFlowsThatLastedLongerElsewhereThanTheirObserverSaw() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(udp(ms(0), 1), udp(ms(0), 2));
        shard.see(OTHER, udp(ms(0), 1), udp(ms(500), 1), udp(ms(0), 2), udp(ms(100), 2));
        shard.accept(gap(Fragments.OBSERVER, ms(200), ms(300))).advance(1_000);

        assertThat(shard.held()).filteredOn(Flow::gap).extracting(Flow::srcPort).containsExactly(1);
    }

    @Test
    void marksFlowsThatCrossGapBeforeWhichTheClockWasSetBack() {
        long hour = 3600 * SECOND;
        ShardHarness shard = ShardHarness.plain();
        shard.see(udp(ms(0), 1), udp(ms(500), 3)).see(OTHER, udp(ms(0), 3));
        shard.accept(gap(Fragments.OBSERVER, ms(1_000), ms(5_000)));
        for (int second = 6; second < 30; second++) {
            for (int flow = 1; flow <= 3; flow++) {
                Packet packet = udp(ms(second * 1000L), flow);
                shard.accept(Fragments.behind(Fragments.OBSERVER, packet, hour));
            }
            shard.advance((second + 1) * 1000L);
            assertThat(shard.held())
                    .filteredOn(Flow::gap)
                    .extracting(Flow::srcPort)
                    .containsExactlyInAnyOrder(1, 3);
        }

        shard.accept(gap(Fragments.OBSERVER, ms(30_000), ms(31_000)));
        shard.accept(Fragments.behind(Fragments.OBSERVER, udp(ms(32_000), 2), hour));
        shard.advance(33_000);
        assertThat(shard.held()).allMatch(Flow::gap);
    }

    @Test
    void replacesOpenGapByEndedGap() {
        ShardHarness shard = ShardHarness.plain();
        shard.accept(gap(Fragments.OBSERVER, ms(0), Long.MAX_VALUE));
        shard.see(udp(ms(5_000), 1)).advance(6_000);
        assertThat(only(shard).gap()).isTrue();

        shard.accept(gap(Fragments.OBSERVER, ms(0), ms(1_000)));
        assertThat(only(shard).gap()).isFalse();
    }

    @Test
    void foldsBucketsInOrderOfTime() {
        ShardHarness shard = ShardHarness.plain();
        shard.see(udp(ms(2_000), 1)).see(udp(ms(0), 1)).see(udp(ms(1_000), 1).back());
        shard.advance(2_999);
        assertThat(only(shard).packets()).isEqualTo(2);

        shard.advance(3_000);
        assertThat(only(shard).packets()).isEqualTo(3);
        assertThat(only(shard).lastNanos() - only(shard).firstNanos()).isEqualTo(2 * SECOND);
        assertThat(List.of(only(shard).srcPort())).containsExactly(1);
    }
}
