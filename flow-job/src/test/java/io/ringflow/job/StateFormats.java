package io.ringflow.job;

import static io.ringflow.job.track.ShardHarness.ms;

import io.ringflow.capture.CaptureFormats;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.capture.serial.StateFormat;
import io.ringflow.job.capture.CaptureTotals;
import io.ringflow.job.capture.CaptureTotalsSerializer;
import io.ringflow.job.export.queue.EncodedRecords;
import io.ringflow.job.export.queue.EncodedRecordsSerializer;
import io.ringflow.job.rollup.RollupBatchSerializer;
import io.ringflow.job.rollup.RollupFixture;
import io.ringflow.job.rollup.RollupTableSerializer;
import io.ringflow.job.rollup.RollupWindowSerializer;
import io.ringflow.job.track.FlowSerializer;
import io.ringflow.job.track.FlowShard;
import io.ringflow.job.track.FlowShardSerializer;
import io.ringflow.job.track.ShardHarness;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.LabelKind;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The serializers of the job, each with a value that uses all of its format. */
public final class StateFormats {

    private static final Observer OTHER = new Observer("host-b", "ens3");

    private StateFormats() {}

    /**
     * The formats of the job and its captures; {@code FlowJobPackagesTest} knows if one is missing.
     */
    public static List<StateFormat> all() throws IOException {
        List<StateFormat> all = new ArrayList<>(CaptureFormats.all());
        all.addAll(ofJob());
        return all;
    }

    /** The formats of the job alone. */
    static List<StateFormat> ofJob() throws IOException {
        CaptureTotals totals = new CaptureTotals(Fragments.OBSERVER);
        totals.add(CaptureFormats.report());
        return List.of(
                StateFormat.of(4, new FlowShardSerializer(), shard()),
                StateFormat.of(1, new CaptureTotalsSerializer(), totals),
                StateFormat.of(2, new FlowSerializer(), FlowFixture.complete()),
                StateFormat.of(1, new RollupBatchSerializer(), RollupFixture.sampleBatch()),
                StateFormat.of(1, new RollupTableSerializer(), RollupFixture.sample()),
                StateFormat.of(1, new RollupWindowSerializer(), RollupFixture.sampleWindow()),
                StateFormat.of(
                        1,
                        new EncodedRecordsSerializer(),
                        new EncodedRecords(2, new byte[] {'a', 'b', 'c'})));
    }

    /**
     * A shard with open and ended flows, two observers, a label, gaps, and a bucket that is still
     * open.
     */
    private static FlowShard shard() {
        ShardHarness harness =
                ShardHarness.retaining(1000, Duration.ofMinutes(5))
                        .see(
                                Packet.tcp(ms(0), Packet.SYN),
                                Packet.tcp(ms(1), Packet.SYN_ACK).back(),
                                Packet.tcp(ms(2), Packet.ACK).sized(1_500),
                                Packet.udp(ms(3), 5_000),
                                Packet.icmp(ms(4), Packet.end(3, 8), Packet.end(4, 0)))
                        .see(OTHER, Packet.udp(ms(5), 5_000))
                        .accept(gap(Fragments.OBSERVER, ms(1), ms(2)))
                        .accept(gap(OTHER, ms(900), Long.MAX_VALUE))
                        .accept(labelled(ms(6)))
                        .advance(1_000)
                        .see(Packet.tcp(ms(1_100), Packet.RST).back())
                        .advance(8_000)
                        .see(Packet.udp(ms(8_100), 5_000), Packet.udp(ms(8_200), 5_001).back());
        return harness.accept(labelled(ms(8_300))).shard;
    }

    private static FragmentBatch gap(Observer observer, long start, long end) {
        FragmentBatch batch = new FragmentBatch();
        batch.observer = observer;
        batch.gap = new CaptureGap(observer, start, end, 5, CaptureGap.Cause.INTERFACE_DOWN);
        batch.newestNanos = start;
        return batch;
    }

    private static FragmentBatch labelled(long nanos) {
        return Fragments.labelled(
                Fragments.OBSERVER, Packet.udp(nanos, 5_002), LabelKind.DNS_QUERY);
    }
}
