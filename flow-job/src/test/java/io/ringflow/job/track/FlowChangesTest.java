package io.ringflow.job.track;

import static io.ringflow.capture.fragment.Packet.tcp;
import static io.ringflow.capture.fragment.Packet.udp;
import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What those who follow a shard hear of its flows. */
class FlowChangesTest {

    private final ShardHarness shard = ShardHarness.plain();

    private static List<Flow> flows(FlowChanges changes) {
        List<Flow> flows = new ArrayList<>();
        for (int i = 0; i < changes.count(); i++) {
            assertThat(changes.rows().isHead(changes.head(i))).isTrue();
            flows.add(changes.reader().read(changes.head(i), changes.event(i)));
        }
        return flows;
    }

    private static List<FlowEvent> events(FlowChanges changes) {
        return flows(changes).stream().map(Flow::event).toList();
    }

    @Test
    void haveEachFlowOnceForABucketWithAllItsPackets() {
        shard.see(udp(ms(0), 1), udp(ms(10), 1), udp(ms(20), 2), udp(ms(30), 1));

        List<Flow> flows = flows(shard.follow(1_000));

        assertThat(flows).extracting(Flow::event).containsOnly(FlowEvent.NEW);
        assertThat(flows).extracting(Flow::packets).containsExactlyInAnyOrder(3L, 1L);
    }

    @Test
    void areUpdatesOfFlowsThatAreKnown() {
        shard.see(udp(ms(0), 1), udp(ms(20), 2)).follow(1_000);
        shard.see(udp(ms(1_100), 1));

        List<Flow> flows = flows(shard.follow(2_000));

        assertThat(flows).extracting(Flow::event).containsExactly(FlowEvent.UPDATE);
        assertThat(flows).extracting(Flow::packets).containsExactly(2L);
    }

    @Test
    void haveFlowsOfEachBucketOnlyIfTheyHadPacketsInIt() {
        shard.see(udp(ms(0), 1), udp(ms(1_000), 2), udp(ms(2_000), 1));

        List<Flow> flows = flows(shard.follow(3_000));

        assertThat(flows)
                .extracting(Flow::event)
                .containsExactly(FlowEvent.NEW, FlowEvent.NEW, FlowEvent.UPDATE);
        assertThat(flows.get(2).id()).isEqualTo(flows.get(0).id());
        assertThat(flows.get(1).id()).isNotEqualTo(flows.get(0).id());
    }

    @Test
    void haveTheEndOfAFlowAfterItsPackets() {
        shard.see(udp(ms(0), 1)).follow(1_000);

        assertThat(events(shard.see(udp(ms(1_000), 1)).follow(120_000)))
                .containsExactly(FlowEvent.UPDATE, FlowEvent.END);
    }

    @Test
    void haveStartAndEndOfAFlowThatEndsWithinItsBucket() {
        shard.see(
                tcp(ms(0), Packet.SYN),
                tcp(ms(1), Packet.RST).back(),
                tcp(ms(2), Packet.SYN).sized(100));

        List<Flow> flows = flows(shard.follow(1_000));

        assertThat(flows)
                .extracting(Flow::event)
                .containsExactly(FlowEvent.NEW, FlowEvent.END, FlowEvent.NEW);
        assertThat(flows).extracting(Flow::packets).containsExactly(2L, 2L, 1L);
        assertThat(flows.get(1).id()).isEqualTo(flows.get(0).id());
        assertThat(flows.get(2).id()).isNotEqualTo(flows.get(0).id());
    }

    @Test
    void areEndsAloneOfKnownFlowsWithoutPackets() {
        shard.see(udp(ms(0), 1)).follow(1_000);

        assertThat(events(shard.follow(120_000))).containsExactly(FlowEvent.END);
    }

    @Test
    void holdManyFlows() {
        shard.see(
                IntStream.range(0, 300).mapToObj(port -> udp(ms(0), port)).toArray(Packet[]::new));

        FlowChanges changes = shard.follow(1_000);

        assertThat(flows(changes)).extracting(Flow::id).hasSize(300).doesNotHaveDuplicates();
        assertThat(events(changes)).containsOnly(FlowEvent.NEW);
    }

    @Test
    void stayAsTheyWereWhileTheShardGoesOn() {
        FlowChanges changes = shard.see(udp(ms(0), 1)).follow(1_000);
        shard.see(udp(ms(1_000), 1)).advance(120_000);

        assertThat(flows(changes)).extracting(Flow::packets).containsExactly(1L);
        assertThat(changes.completeNanos()).isEqualTo(ms(1_000));
        assertThat(changes.observers().list()).containsExactly(Fragments.OBSERVER);
    }
}
