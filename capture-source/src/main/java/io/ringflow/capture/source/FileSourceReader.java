package io.ringflow.capture.source;

import io.ringflow.capture.CaptureMetrics;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.bpf.BpfCompiler;
import io.ringflow.capture.bpf.BpfProgram;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.CaptureSplitState;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.RecordEmitter;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.core.io.InputStatus;

/**
 * A source reader of capture files, with one fetcher thread that reads, decodes and folds the
 * packets of all its files. The methods are called by the task thread.
 *
 * @param <P> what the fold keeps of the packets
 * @param <T> the records of the source
 */
@SuppressWarnings("try") // the base class declares that close may throw any exception
final class FileSourceReader<P, T>
        extends SingleThreadMultiplexSourceReaderBase<
                FileRecord<P>, T, CaptureSplit, CaptureSplitState> {

    /** Snap length of a filter for files, which must not shorten the packets any further. */
    private static final int WHOLE_PACKET = 262_144;

    private final ReplayControl control;

    private boolean hadSplits;

    private FileSourceReader(
            Supplier<SplitReader<FileRecord<P>, CaptureSplit>> splitReader,
            RecordEmitter<FileRecord<P>, T, CaptureSplitState> emitter,
            SourceReaderContext context,
            ReplayControl control) {
        super(splitReader, emitter, context.getConfiguration(), context);
        this.control = control;
    }

    static <P, T> FileSourceReader<P, T> of(
            FileCapture files, CaptureRecords<P, T> records, SourceReaderContext context) {
        IntFunction<BpfProgram> filter =
                files.filter().isBlank()
                        ? null
                        : linkType -> BpfCompiler.compile(files.filter(), linkType, WHOLE_PACKET);
        String job = context.metricGroup().getAllVariables().get(CaptureSource.JOB_ID);
        ReplayControl control = ReplayControl.of(job);
        CaptureMetrics metrics = new CaptureMetrics(context.metricGroup());
        CaptureRecords.Emitter<P, T> emitter = records.newEmitter(context.getIndexOfSubtask());
        return new FileSourceReader<>(
                () ->
                        new FailureRecords<>(
                                new FileSplitReader<>(
                                        files,
                                        observer -> records.newFold(observer, FileSource.HASH_SEED),
                                        filter,
                                        control,
                                        context.currentParallelism(),
                                        job)),
                (record, output, state) -> {
                    state.emitted(record.emitted(), record.counted());
                    emitter.emit(record.closed().report(), record.closed().payload(), output);
                    metrics.count(record.closed().report());
                },
                context,
                control);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) throws Exception {
        InputStatus status = super.pollNext(output);
        // The enumerator never signals the end of splits to a reader that keeps the job running.
        boolean ended = hadSplits && getNumberOfCurrentlyAssignedSplits() == 0;
        return ended && status == InputStatus.NOTHING_AVAILABLE && !control.mayRead()
                ? InputStatus.END_OF_INPUT
                : status;
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
}
