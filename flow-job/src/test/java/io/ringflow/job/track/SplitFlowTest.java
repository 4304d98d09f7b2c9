package io.ringflow.job.track;

import static io.ringflow.capture.fragment.Fragments.OBSERVER;
import static io.ringflow.capture.fragment.Packet.end;
import static io.ringflow.capture.fragment.Packet.icmp;
import static io.ringflow.capture.fragment.Packet.tcp;
import static io.ringflow.capture.fragment.Packet.udp;
import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.job.table.FlowTable;
import io.ringflow.model.Flow;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.Observer;
import io.ringflow.model.TcpState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Flows that end at the active timeout are continued by the next one. */
class SplitFlowTest {

    private static final Observer OTHER = new Observer("host-b", "eth0");

    private static ShardHarness splitting(int maxFlows, Duration retention) {
        return new ShardHarness(ShardHarness.rules(maxFlows, retention, true, false));
    }

    /** A handshake, and then data from the server every two seconds. */
    private static ShardHarness download(ShardHarness shard, int seconds) {
        shard.see(
                tcp(ms(0), Packet.SYN), tcp(ms(1), Packet.SYN_ACK).back(), tcp(ms(2), Packet.ACK));
        for (int second = 2; second <= seconds; second += 2) {
            shard.see(tcp(ms(second * 1000L), Packet.ACK).back());
        }
        return shard;
    }

    @Test
    void keepsInitiatorRuleAndStateFromFlowToFlow() {
        ShardHarness shard = download(splitting(100, Duration.ZERO), 180);
        shard.see(tcp(ms(180_500), Packet.FIN)).see(tcp(ms(180_501), Packet.FIN).back());
        shard.finish(ms(181_000));

        assertThat(shard.records)
                .hasSize(3)
                .allSatisfy(
                        flow -> {
                            assertThat(flow.srcPort()).isEqualTo(40_000);
                            assertThat(flow.initiatorRule()).isEqualTo(InitiatorRule.SYN);
                        });
        assertThat(shard.records).extracting(Flow::continued).containsExactly(false, true, true);
        assertThat(shard.records)
                .extracting(Flow::tcpState)
                .containsExactly(TcpState.S1, TcpState.S1, TcpState.SF);
        assertThat(shard.records.get(1).src().packets()).isZero();
        assertThat(shard.records.get(1).dst().tcpFlags()).isEqualTo(Packet.ACK);
    }

    @Test
    void seesTheEndOfConnectionInTwoFlows() {
        ShardHarness shard = splitting(100, Duration.ZERO);
        shard.see(tcp(ms(0), Packet.SYN), tcp(ms(50_000), Packet.FIN));
        shard.see(tcp(ms(70_000), Packet.FIN).back()).advance(80_000);

        assertThat(shard.ends()).hasSize(2);
        assertThat(shard.records.getLast().endReason().text()).isEqualTo("end-of-flow");
        assertThat(shard.records.getLast().srcPort()).isEqualTo(40_000);
    }

    @Test
    void keepsDirectionOfOtherProtocols() {
        ShardHarness shard = splitting(100, Duration.ZERO).see(udp(ms(0), 7));
        for (int second = 2; second <= 80; second += 2) {
            shard.see(udp(ms(second * 1000L), 7).back());
        }
        shard.finish(ms(80_000));

        assertThat(shard.records).hasSize(2).extracting(Flow::srcPort).containsOnly(7);
        assertThat(shard.records).extracting(Flow::continued).containsExactly(false, true);
    }

    /** A first packet, and then only those of the other side, every so many milliseconds. */
    @ParameterizedTest
    @ValueSource(ints = {250, 999, 1_000, 1_001, 1_500, 9_999, 20_000, 29_999})
    void keepsDirectionOverManyFlowsWhateverTheStep(int step) {
        Packet request = icmp(ms(0), end(1, 8), end(2, 0));
        for (Packet first : List.of(udp(ms(0), 7), tcp(ms(0), Packet.SYN), request)) {
            for (Observer[] observers : new Observer[][] {{OBSERVER}, {OBSERVER, OTHER}}) {
                ShardHarness shard = splitting(100, Duration.ZERO);
                for (Observer observer : observers) {
                    shard.see(observer, answered(first, step, 300_000));
                }
                shard.finish(ms(300_000));
                assertContinued(shard.records, first);
            }
        }
    }

    private static Packet[] answered(Packet first, int step, int until) {
        List<Packet> packets = new ArrayList<>(List.of(first));
        Packet answer = new Packet(0, first.src(), first.dst(), first.protocol(), Packet.ACK, 60);
        for (int millis = step; millis <= until; millis += step) {
            packets.add(answer.at(ms(millis)).back());
        }
        return packets.toArray(Packet[]::new);
    }

    private static void assertContinued(List<Flow> flows, Packet first) {
        assertThat(flows.size()).isBetween(4, 6);
        assertThat(flows).extracting(Flow::srcPort).containsOnly(flows.getFirst().srcPort());
        assertThat(flows)
                .extracting(flow -> flow.srcAddr().toString())
                .containsOnly("10.0.0." + first.srcHost());
        assertThat(flows)
                .extracting(Flow::initiatorRule)
                .containsOnly(flows.getFirst().initiatorRule());
        assertThat(flows.getFirst().continued()).isFalse();
        assertThat(flows.subList(1, flows.size())).allMatch(Flow::continued);
        assertThat(flows.subList(1, flows.size())).allMatch(flow -> flow.src().packets() == 0);
        assertThat(flows).extracting(Flow::tcpState).containsOnly(flows.getFirst().tcpState());
    }

    @Test
    void doesNotContinueFlowThatWasSilentTooLong() {
        ShardHarness shard = splitting(100, Duration.ZERO);
        shard.see(udp(ms(0), 7), udp(ms(30_000), 7)).see(udp(ms(90_001), 7).back());
        shard.finish(ms(91_000));

        assertThat(shard.records).extracting(Flow::srcPort).containsExactly(7, 53);
        assertThat(shard.records).extracting(Flow::continued).containsOnly(false);
    }

    @Test
    void doesNotContinueFlowByAnotherConnection() {
        ShardHarness shard = download(splitting(100, Duration.ZERO), 60);
        shard.see(tcp(ms(62_000), Packet.SYN).back()).finish(ms(63_000));

        assertThat(shard.records).extracting(Flow::srcPort).containsExactly(40_000, 443);
        assertThat(shard.records).extracting(Flow::continued).containsOnly(false);
    }

    @Test
    void continuesFlowAfterRecovery() throws Exception {
        ShardHarness shard = download(splitting(100, Duration.ofMinutes(5)), 60).advance(61_000);
        shard.advance(62_000);
        assertThat(shard.ends()).hasSize(1);
        DataOutputSerializer out = new DataOutputSerializer(1024);
        shard.shard.write(out);
        FlowShard restored = FlowShard.read(new DataInputDeserializer(out.getCopyOfBuffer()));
        for (FlowShard held : new FlowShard[] {restored, restored.copy()}) {
            FlowTable table = held.table();
            assertThat(table.split().size()).isEqualTo(1);
            long[] fragment =
                    Fragments.single(Fragments.OBSERVER, tcp(ms(63_000), Packet.ACK), ms(63_000))
                            .rows;
            assertThat(table.findSplit(fragment, 0)).isNotEqualTo(FlowTable.NONE);
        }
    }

    @Test
    void dropsWhatIsKeptIfTableIsFull() {
        ShardHarness shard = splitting(2, Duration.ZERO).see(udp(ms(0), 7), udp(ms(50_000), 7));
        shard.advance(62_000);
        shard.see(udp(ms(62_000), 1), udp(ms(62_001), 2)).advance(63_000);

        assertThat(shard.ends()).hasSize(1);
        assertThat(shard.held()).hasSize(2);
        assertThat(shard.shard.table().split().size()).isZero();
    }
}
