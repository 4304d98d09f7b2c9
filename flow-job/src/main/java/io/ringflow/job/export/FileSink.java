package io.ringflow.job.export;

import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes encoded flows to one file with exactly-once semantics: a checkpoint contains the file's
 * length, and recovery truncates the file to it. Runs with parallelism 1.
 */
public final class FileSink implements Sink<byte[]>, SupportsWriterState<byte[], Long> {

    private static final long serialVersionUID = 1;

    private final FileExport export;
    private final boolean live;

    /**
     * Creates a sink for an export.
     *
     * @param live whether the capture can't be read again. If so, a restart without a checkpoint
     *     appends to the file instead of overwriting it
     */
    public FileSink(FileExport export, boolean live) {
        this.export = export;
        this.live = live;
    }

    @Override
    public StatefulSinkWriter<byte[], Long> createWriter(WriterInitContext context)
            throws IOException {
        return live && context.getTaskInfo().getAttemptNumber() > 0
                ? FileSinkWriter.append(export)
                : FileSinkWriter.create(export);
    }

    @Override
    public StatefulSinkWriter<byte[], Long> restoreWriter(
            WriterInitContext context, Collection<Long> lengths) throws IOException {
        return lengths.isEmpty()
                ? FileSinkWriter.create(export)
                : FileSinkWriter.resume(export, lengths.iterator().next());
    }

    @Override
    public SimpleVersionedSerializer<Long> getWriterStateSerializer() {
        return new LengthSerializer();
    }
}
