package io.ringflow.capture;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentBatchSerializer;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.packet.UnknownType;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.capture.report.CaptureReportSerializer;
import io.ringflow.capture.serial.StateFormat;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureEnumeratorStateSerializer;
import io.ringflow.capture.split.CaptureSplitSerializer;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.LabelKind;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.InterfaceStatus;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** The serializers of captures, each with a value that uses all of its format. */
public final class CaptureFormats {

    static final LiveSplit LIVE =
            new LiveSplit("a", "eth0", 1, 2, 10, 0xfedc, 11, new LogPosition(5, 6, 7, 8, 9));

    static final FileSplit FILE =
            new FileSplit("x", List.of(List.of("a", "b"), List.of("c")), 3, 99, 98);

    private static final long BUCKET = 1_000_002 * Fragments.SECOND;
    private static final long PACKET = BUCKET + Fragments.SECOND / 2;
    private static final long NEWEST = PACKET + Fragments.SECOND / 10;

    private CaptureFormats() {}

    /** The formats; {@code FlowJobPackagesTest} of the job knows if one is missing. */
    public static List<StateFormat> all() throws IOException {
        CaptureSplitSerializer splits = new CaptureSplitSerializer();
        return List.of(
                StateFormat.of(4, new FragmentBatchSerializer(), fragments()),
                StateFormat.of(1, new CaptureReportSerializer(), report()),
                StateFormat.of(3, splits, "LiveSplit", LIVE),
                StateFormat.of(3, splits, "FileSplit", FILE),
                StateFormat.of(
                        3,
                        new CaptureEnumeratorStateSerializer(),
                        "CaptureEnumeratorState",
                        new CaptureEnumeratorState(true, List.of(FILE, LIVE), List.of(LIVE), 11)));
    }

    private static FragmentBatch fragments() {
        FragmentBatch batch =
                Fragments.labelled(
                        Fragments.OBSERVER, Packet.udp(PACKET, 5_002), LabelKind.DNS_QUERY);
        batch.shardKey = 7;
        batch.gap = new CaptureGap(batch.observer, 3, 4, 5, CaptureGap.Cause.RESTART);
        batch.newestNanos = NEWEST;
        batch.report = report();
        return batch;
    }

    /** A report in which everything differs. */
    public static CaptureReport report() {
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
