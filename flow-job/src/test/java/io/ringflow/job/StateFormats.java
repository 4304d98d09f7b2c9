package io.ringflow.job;

import static io.ringflow.job.track.ShardHarness.ms;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentBatchSerializer;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.packet.UnknownType;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.report.CaptureReportSerializer;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureEnumeratorStateSerializer;
import io.ringflow.capture.split.CaptureSplitSerializer;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.capture.split.LiveSplit;
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
import io.ringflow.model.state.answer.InterfaceStatus;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** All serializers of the job, each with a value that uses all of its format. */
public final class StateFormats {

    private static final Observer OTHER = new Observer("host-b", "ens3");

    private static final LiveSplit LIVE =
            new LiveSplit("a", "eth0", 1, 2, 10, 0xfedc, 11, new LogPosition(5, 6, 7, 8, 9));

    private static final FileSplit FILE =
            new FileSplit("x", List.of(List.of("a", "b"), List.of("c")), 3, 99, 98);

    private StateFormats() {}

    /** The formats; {@code StateFormatsTest} knows if one is missing. */
    public static List<StateFormat> all() throws IOException {
        CaptureTotals totals = new CaptureTotals(Fragments.OBSERVER);
        totals.add(report());
        CaptureSplitSerializer splits = new CaptureSplitSerializer();
        return List.of(
                StateFormat.of(4, new FlowShardSerializer(), shard()),
                StateFormat.of(4, new FragmentBatchSerializer(), fragments()),
                StateFormat.of(1, new CaptureReportSerializer(), report()),
                StateFormat.of(1, new CaptureTotalsSerializer(), totals),
                StateFormat.of(2, new FlowSerializer(), FlowFixture.complete()),
                StateFormat.of(1, new RollupBatchSerializer(), RollupFixture.sampleBatch()),
                StateFormat.of(1, new RollupTableSerializer(), RollupFixture.sample()),
                StateFormat.of(1, new RollupWindowSerializer(), RollupFixture.sampleWindow()),
                StateFormat.of(
                        1,
                        new EncodedRecordsSerializer(),
                        new EncodedRecords(2, new byte[] {'a', 'b', 'c'})),
                StateFormat.of(3, splits, "LiveSplit", LIVE),
                StateFormat.of(3, splits, "FileSplit", FILE),
                StateFormat.of(
                        3,
                        new CaptureEnumeratorStateSerializer(),
                        "CaptureEnumeratorState",
                        new CaptureEnumeratorState(true, List.of(FILE, LIVE), List.of(LIVE), 11)));
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

    private static FragmentBatch fragments() {
        FragmentBatch batch = labelled(ms(2_500));
        batch.shardKey = 7;
        batch.gap = new CaptureGap(batch.observer, 3, 4, 5, CaptureGap.Cause.RESTART);
        batch.newestNanos = ms(2_600);
        batch.report = report();
        return batch;
    }

    private static CaptureReport report() {
        CaptureReport report = new CaptureReport(true);
        report.observer = Fragments.OBSERVER;
        report.subtask = 3;
        report.state = InterfaceStatus.State.MISSING;
        report.packets = 101;
        report.bytes = 102;
        report.drops = 103;
        report.freezes = 104;
        report.latePackets = 105;
        report.truncatedFiles = 106;
        report.ringFill = 0.75f;
        Arrays.setAll(report.undecoded, reason -> 200 + reason);
        report.undecodedTypes.add(UnknownType.ETHERTYPE.pack(0x88cc), 7);
        report.undecodedTypes.add(UnknownType.LLC.pack(0x4242), 5);
        Arrays.setAll(report.anomalies, anomaly -> 300 + anomaly);
        report.newestNanos = 107;
        report.lastNanos = 108;
        report.sizes.add(1_500, 1);
        report.sizes.add(60_000, 1);
        report.firstBatchMillis = 109;
        report.gaps.add(
                new CaptureGap(report.observer, 110, 111, 112, CaptureGap.Cause.INTERFACE_MISSING));
        return report;
    }
}
