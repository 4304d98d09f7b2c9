package io.ringflow.capture.source;

import io.ringflow.capture.CaptureSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.fold.FoldSettings;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureEnumeratorStateSerializer;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.CaptureSplitSerializer;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsSplitReassignmentOnRecovery;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A Flink source (FLIP-27) of packets, captured live on the interfaces of every host that runs a
 * reader, or read from capture files. Its records are what a function makes of each packet. For
 * example, this job counts the packets of an interface by protocol:
 *
 * <pre>{@code
 * StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
 * CaptureSource<Integer> source =
 *         CaptureSource.builder((packet, out) -> out.accept(packet.protocol()))
 *                 .setInterfaces("eth0")
 *                 .build();
 * env.fromSource(source, WatermarkStrategy.noWatermarks(), "packets", Types.INT)
 *         .keyBy(protocol -> protocol)
 *         .window(TumblingProcessingTimeWindows.of(Duration.ofSeconds(1)))
 *         .aggregate(new Count())
 *         .print();
 * env.execute("protocols");
 * }</pre>
 *
 * <p>A live capture is replayable as long as its process lives: after a failure of the job the same
 * records come again. A file is read again from its start, up to the position of the checkpoint.
 *
 * @param <T> the records
 */
public class CaptureSource<T> implements Source<T, CaptureSplit, CaptureEnumeratorState> {

    private static final long serialVersionUID = 1;

    private final CaptureSettings settings;
    private final CaptureRecords<?, T> records;
    private final boolean checkpointed;

    private CaptureSource(
            CaptureSettings settings, CaptureRecords<?, T> records, boolean checkpointed) {
        this.settings = settings;
        this.records = records;
        this.checkpointed = checkpointed;
    }

    /** A live source: Flink hands restored splits to its enumerator, which knows their hosts. */
    private static final class Live<T> extends CaptureSource<T>
            implements SupportsSplitReassignmentOnRecovery {

        private static final long serialVersionUID = 1;

        Live(LiveCapture settings, CaptureRecords<?, T> records, boolean checkpointed) {
            super(settings, records, checkpointed);
        }
    }

    static <T> CaptureSource<T> of(
            CaptureSettings settings, CaptureRecords<?, T> records, boolean checkpointed) {
        return switch (settings) {
            case FileCapture files -> new CaptureSource<>(files, records, checkpointed);
            case LiveCapture live -> new Live<>(live, records, checkpointed);
        };
    }

    /**
     * A source of flow fragments, for the job that tracks flows.
     *
     * @param shards number of shards: the job's max parallelism
     * @param checkpointed whether the job has checkpoints; if not, the logs of live captures keep
     *     nothing that has been emitted
     */
    public static CaptureSource<FragmentBatch> ofFragments(
            CaptureSettings settings, FoldSettings fold, int shards, boolean checkpointed) {
        return of(
                settings,
                new FragmentRecords(fold, settings.decode().connections(), shards),
                checkpointed);
    }

    /**
     * A builder for a source.
     *
     * @param function makes the source's records of each packet
     */
    public static <T> CaptureSourceBuilder<T> builder(PacketFunction<T> function) {
        return new CaptureSourceBuilder<>(function);
    }

    CaptureSettings settings() {
        return settings;
    }

    @Override
    public Boundedness getBoundedness() {
        return settings instanceof FileCapture files && !files.keepOpen()
                ? Boundedness.BOUNDED
                : Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<T, CaptureSplit> createReader(SourceReaderContext context) {
        return switch (settings) {
            case FileCapture files -> FileSourceReader.of(files, records, context);
            case LiveCapture live ->
                    LiveSourceReader.of(live, records, checkpointed, context);
        };
    }

    @Override
    public SplitEnumerator<CaptureSplit, CaptureEnumeratorState> createEnumerator(
            SplitEnumeratorContext<CaptureSplit> context) {
        return restoreEnumerator(context, CaptureEnumeratorState.INITIAL);
    }

    @Override
    public SplitEnumerator<CaptureSplit, CaptureEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<CaptureSplit> context, CaptureEnumeratorState state) {
        return switch (settings) {
            case FileCapture files -> new FileEnumerator(context, files, state);
            case LiveCapture live -> new LiveEnumerator(context, live, state);
        };
    }

    @Override
    public SimpleVersionedSerializer<CaptureSplit> getSplitSerializer() {
        return new CaptureSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<CaptureEnumeratorState> getEnumeratorCheckpointSerializer() {
        return new CaptureEnumeratorStateSerializer();
    }
}
