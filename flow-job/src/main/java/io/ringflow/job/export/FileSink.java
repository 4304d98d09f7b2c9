package io.ringflow.job.export;

import io.ringflow.job.FileExport;
import java.io.IOException;
import java.util.Collection;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Writes encoded flows to one file, exactly once: a checkpoint keeps the file's length, and a
 * recovery cuts the file back to it. Runs with parallelism 1.
 */
public final class FileSink implements Sink<byte[]>, SupportsWriterState<byte[], Long> {

    private static final long serialVersionUID = 1;

    private final FileExport export;
    private final boolean live;

    /**
     * A sink for an export.
     *
     * @param live whether the capture can't be read again: then a restart without a checkpoint goes
     *     on behind what is in the file, and does not begin it anew
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
