package io.ringflow.capture.source;

import io.ringflow.capture.CaptureSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.fold.FoldSettings;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentBatchSerializer;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureEnumeratorStateSerializer;
import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.CaptureSplitSerializer;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A Flink source (FLIP-27) of packets, captured live on the interfaces of every host that runs a
 * reader, or read from capture files. A function turns the decoded packets into records. For
 * example, this job prints how many packets of each protocol a file has in each second:
 *
 * <pre>{@code
 * StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
 * CaptureSource<Tuple2<Integer, Long>> source =
 *         CaptureSource.<Tuple2<Integer, Long>>builder()
 *                 .setFiles("office.pcap") // or .setInterfaces("eth0")
 *                 .setRecords(
 *                         (packet, out) -> out.collect(Tuple2.of(packet.protocol(), 1L)),
 *                         Types.TUPLE(Types.INT, Types.LONG))
 *                 .build();
 * env.fromSource(source, WatermarkStrategy.noWatermarks(), "capture")
 *         .keyBy(count -> count.f0)
 *         .window(TumblingEventTimeWindows.of(Duration.ofSeconds(1)))
 *         .sum(1)
 *         .print();
 * env.execute("packets by protocol");
 * }</pre>
 *
 * <p>A record has the time of its packet, and the source emits watermarks by itself: also when a
 * link is silent, and for each file or interface apart. A watermark strategy is therefore not
 * needed.
 *
 * <p>After a failure, files are continued exactly where the last checkpoint was. So are live
 * captures on hosts whose process survived, because captures go on while tasks restart.
 *
 * @param <T> the records
 */
public abstract sealed class CaptureSource<T>
        implements Source<T, CaptureSplit, CaptureEnumeratorState>, ResultTypeQueryable<T>
        permits FileSource, LiveSource {

    /** Metric group variable with the job's id, which no context offers directly. */
    static final String JOB_ID = "<job_id>";

    private static final long serialVersionUID = 1;

    private final TypeInformation<T> type;

    CaptureSource(TypeInformation<T> type) {
        this.type = type;
    }

    /**
     * A builder for a source.
     *
     * @param <T> the records
     */
    public static <T> CaptureSourceBuilder<T> builder() {
        return new CaptureSourceBuilder<>();
    }

    /**
     * A source of fragments of flows. The job must enable object reuse, because a batch is used
     * again once it has been emitted.
     *
     * @param settings what is captured
     * @param fold how packets are folded
     * @param shards number of shards: the job's max parallelism
     * @param checkpointed whether the job takes checkpoints; if not, a live capture forgets what
     *     has been emitted
     */
    public static CaptureSource<FragmentBatch> ofFragments(
            CaptureSettings settings, FoldSettings fold, int shards, boolean checkpointed) {
        return of(
                settings,
                new FragmentRecords(fold, settings.decode().connections(), shards),
                FragmentBatchSerializer.TYPE,
                checkpointed);
    }

    static <T> CaptureSource<T> of(
            CaptureSettings settings,
            CaptureRecords<?, T> records,
            TypeInformation<T> type,
            boolean checkpointed) {
        return switch (settings) {
            case FileCapture files -> new FileSource<>(files, records, type);
            case LiveCapture live -> new LiveSource<>(live, records, type, checkpointed);
        };
    }

    abstract CaptureSettings settings();

    @Override
    public TypeInformation<T> getProducedType() {
        return type;
    }

    @Override
    public SplitEnumerator<CaptureSplit, CaptureEnumeratorState> createEnumerator(
            SplitEnumeratorContext<CaptureSplit> context) {
        return restoreEnumerator(context, CaptureEnumeratorState.initial(hashSeed()));
    }

    /** Seed of the hash of flows' keys in a new job. */
    abstract long hashSeed();

    @Override
    public abstract SplitEnumerator<CaptureSplit, CaptureEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<CaptureSplit> context, CaptureEnumeratorState state);

    @Override
    public SimpleVersionedSerializer<CaptureSplit> getSplitSerializer() {
        return new CaptureSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<CaptureEnumeratorState> getEnumeratorCheckpointSerializer() {
        return new CaptureEnumeratorStateSerializer();
    }
}
