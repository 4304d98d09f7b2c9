package io.ringflow.capture.source;

import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.bpf.BpfCompiler;
import io.ringflow.capture.bpf.BpfProgram;
import io.ringflow.capture.host.HostWatch;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.CaptureSplitState;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.core.io.InputStatus;

/**
 * A source reader with one fetcher thread, which reads and decodes the packets of all its splits.
 * The methods are called by the task thread.
 */
@SuppressWarnings("try") // The base class declares that close may throw any exception.
final class CaptureSourceReader
        extends SingleThreadMultiplexSourceReaderBase<
                PacketBatch, PacketBatch, CaptureSplit, CaptureSplitState> {

    /** Snap length of a filter for files, which must not shorten the packets any further. */
    private static final int WHOLE_PACKET = 262_144;

    /** Metric group variable with the job's id, which a reader's context doesn't offer directly. */
    private static final String JOB_ID = "<job_id>";

    /** Null when reading files. */
    private final HostWatch hostWatch;

    private final ReplayControl control;
    private boolean hadSplits;

    private CaptureSourceReader(
            Supplier<SplitReader<PacketBatch, CaptureSplit>> splitReader,
            SourceReaderContext context,
            HostWatch hostWatch,
            ReplayControl control) {
        super(
                splitReader,
                (batch, output, state) -> {
                    output.collect(batch);
                },
                context.getConfiguration(),
                context);
        this.hostWatch = hostWatch;
        this.control = control;
    }

    static CaptureSourceReader ofInterfaces(LiveCapture live, SourceReaderContext context) {
        throw new UnsupportedOperationException("live captures have a reader of their own");
    }

    private static String job(SourceReaderContext context) {
        return context.metricGroup().getAllVariables().get(JOB_ID);
    }

    @Override
    public void start() {
        super.start();
        if (hostWatch != null) {
            hostWatch.start();
        }
    }

    /** Marks a reader without an interface as idle so that it doesn't hold event time back. */
    @Override
    public InputStatus pollNext(ReaderOutput<PacketBatch> output) throws Exception {
        InputStatus status = super.pollNext(output);
        if (hostWatch != null && getNumberOfCurrentlyAssignedSplits() == 0) {
            output.markIdle();
        }
        // The enumerator never signals the end of splits to a reader that keeps the job running.
        boolean ended = hadSplits && getNumberOfCurrentlyAssignedSplits() == 0;
        return ended && status == InputStatus.NOTHING_AVAILABLE && !control.mayRead()
                ? InputStatus.END_OF_INPUT
                : status;
    }

    /** Leaves out live splits: after a recovery they are assigned again. */
    @Override
    public List<CaptureSplit> snapshotState(long checkpointId) {
        List<CaptureSplit> splits = super.snapshotState(checkpointId);
        return hostWatch == null ? splits : List.of();
    }

    @Override
    protected void onSplitFinished(Map<String, CaptureSplitState> finished) {
        // The enumerator assigns all splits at once, so it needs no request for another one.
    }

    @Override
    protected CaptureSplitState initializedState(CaptureSplit split) {
        hadSplits = true;
        return new CaptureSplitState(split);
    }

    @Override
    protected CaptureSplit toSplitType(String splitId, CaptureSplitState state) {
        return state.split();
    }

    @Override
    public void close() throws Exception {
        if (hostWatch != null) {
            hostWatch.close();
        }
        super.close();
    }
}
