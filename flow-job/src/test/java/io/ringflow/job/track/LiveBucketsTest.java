package io.ringflow.job.track;

import static io.ringflow.job.track.ShardHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.job.settings.FlowRecords;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Live captures have shorter buckets than capture files. */
class LiveBucketsTest {

    private static final LiveCapture.Buckets QUARTERS =
            new LiveCapture.Buckets(Duration.ofMillis(250), Duration.ofMillis(250));

    private static ShardHarness live() {
        FlowSettings settings = FlowSettings.builder().build().within(QUARTERS);
        return new ShardHarness(FoldRules.of(settings, 1, FlowRecords.ENDS));
    }

    private static ShardHarness see(ShardHarness harness, List<Packet> packets) {
        long bucketNanos = harness.rules.eventTime().bucketNanos();
        Fragments.batches(Fragments.OBSERVER, packets, bucketNanos).forEach(harness::accept);
        return harness;
    }

    private static List<Flow> flows(ShardHarness harness, List<Packet> packets) {
        see(harness, packets).finish(packets.getLast().nanos());
        return harness.records.stream().sorted(Comparator.comparing(Flow::firstNanos)).toList();
    }

    @Test
    void keepsShorterBucketsOfTheJob() {
        FlowSettings settings =
                FlowSettings.builder()
                        .bucket(Duration.ofMillis(100))
                        .allowedLateness(Duration.ofSeconds(5))
                        .build()
                        .within(QUARTERS);

        assertThat(settings.bucket()).hasMillis(100);
        assertThat(settings.allowedLateness()).hasMillis(250);
    }

    @Test
    void givesFlowsTheSameIdsAndCountersAsBucketsOfASecond() {
        List<Packet> packets = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            packets.add(Packet.udp(ms(37L * i), 1000 + i % 7).sized(100 + i));
        }

        List<Flow> live = flows(live(), packets);

        assertThat(live).hasSize(7).isEqualTo(flows(ShardHarness.plain(), packets));
    }

    @Test
    void ratesAreThoseOfTheNewestWholeSecond() {
        ShardHarness shard = live();
        see(
                shard,
                List.of(Packet.udp(ms(100), 1), Packet.udp(ms(900), 1), Packet.udp(ms(1_100), 2)));

        ShardTotals totals = shard.advance(1_250).shard.totals();
        assertThat(totals.newestBefore(ms(1_250)).packets).isEqualTo(2);
        assertThat(totals.newestBefore(ms(1_250)).flows).isEqualTo(1);

        see(shard, List.of(Packet.udp(ms(1_900), 2), Packet.udp(ms(2_000), 2))).advance(2_250);
        totals = shard.shard.totals();
        assertThat(totals.newestBefore(ms(2_250)).startNanos).isEqualTo(ms(1_000));
        assertThat(totals.newestBefore(ms(2_250)).packets).isEqualTo(2);
        assertThat(totals.newestBefore(ms(3_000)).packets).isEqualTo(1);
    }
}
