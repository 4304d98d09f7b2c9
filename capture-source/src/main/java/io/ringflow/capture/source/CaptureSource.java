package io.ringflow.capture.source;

import io.ringflow.capture.CaptureSettings;
import io.ringflow.capture.FileCapture;
import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.serial.CaptureEnumeratorStateSerializer;
import io.ringflow.capture.serial.CaptureSplitSerializer;
import io.ringflow.capture.split.CaptureEnumeratorState;
import io.ringflow.capture.split.CaptureSplit;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A Flink source (FLIP-27) of packets, captured live on the interfaces of every host that runs a
 * reader, or read from capture files. Its records are batches of decoded packets. For example, this
 * job prints how many packets of HTTPS pass an interface:
 *
 * <pre>{@code
 * StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
 * env.getConfig().enableObjectReuse();
 * CaptureSource source =
 *         CaptureSource.builder().setInterfaces("eth0").setFilter("tcp port 443").build();
 * env.fromSource(
 *                 source,
 *                 WatermarkStrategy.noWatermarks(),
 *                 "capture",
 *                 PacketBatchSerializer.TYPE)
 *         .map(batch -> batch.observer.host() + " " + batch.size)
 *         .print();
 * env.execute("https");
 * }</pre>
 *
 * <p>The job must enable object reuse, because readers use a batch again once it has been emitted.
 * An operator that keeps packets must copy them.
 */
public final class CaptureSource
        implements Source<PacketBatch, CaptureSplit, CaptureEnumeratorState> {

    private static final long serialVersionUID = 1;

    private final CaptureSettings settings;

    CaptureSource(CaptureSettings settings) {
        this.settings = settings;
    }

    /** A builder for a source. */
    public static CaptureSourceBuilder builder() {
        return new CaptureSourceBuilder();
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
    public SourceReader<PacketBatch, CaptureSplit> createReader(SourceReaderContext context) {
        return switch (settings) {
            case FileCapture files -> throw new IllegalStateException("not merged yet " + files);
            case LiveCapture live -> CaptureSourceReader.ofInterfaces(live, context);
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
            case LiveCapture live -> new LiveEnumerator(context, live);
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
