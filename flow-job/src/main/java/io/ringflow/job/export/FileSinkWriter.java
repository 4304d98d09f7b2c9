package io.ringflow.job.export;

import io.ringflow.job.FileExport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;

/** Writes to a file, or to the standard output, which can't be cut back. One task thread. */
final class FileSinkWriter implements StatefulSinkWriter<byte[], Long> {

    private final FileChannel channel;
    private final Target target;
    private long length;

    private enum Target {
        STANDARD_OUTPUT,
        REGULAR_FILE,
        /** A pipe or device: it has no length and nothing to force to disk. */
        SPECIAL_FILE
    }

    private FileSinkWriter(FileChannel channel, Target target, long length) {
        this.channel = channel;
        this.target = target;
        this.length = length;
    }

    /** Begins the file anew, with its header. */
    static FileSinkWriter create(FileExport export) throws IOException {
        FileSinkWriter writer = open(export, 0);
        writer.append(export.writer().header());
        return writer;
    }

    /** Goes on at the end of the file. */
    static FileSinkWriter append(FileExport export) throws IOException {
        Path path = Path.of(export.path());
        boolean has = !export.path().equals(FileExport.STANDARD_OUTPUT) && Files.exists(path);
        return open(export, has ? Files.size(path) : 0);
    }

    /** Goes on where a checkpoint found the file. */
    static FileSinkWriter resume(FileExport export, long length) throws IOException {
        if (export.path().equals(FileExport.STANDARD_OUTPUT)) {
            throw new IOException(
                    "the standard output cannot be cut back to what it was before the failure;"
                            + " export to a file instead");
        }
        return open(export, length);
    }

    @SuppressWarnings("resource") // the writer owns the channel
    private static FileSinkWriter open(FileExport export, long length) throws IOException {
        if (export.path().equals(FileExport.STANDARD_OUTPUT)) {
            FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();
            return new FileSinkWriter(channel, Target.STANDARD_OUTPUT, length);
        }
        Path path = Path.of(export.path());
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
            return new FileSinkWriter(channel, Target.SPECIAL_FILE, length);
        }
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(length);
        channel.position(length);
        return new FileSinkWriter(channel, Target.REGULAR_FILE, length);
    }

    @Override
    public void write(byte[] chunk, Context context) throws IOException {
        append(chunk);
    }

    private void append(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            length += channel.write(buffer);
        }
    }

    /** A checkpoint must find on disk what its state says. */
    @Override
    public void flush(boolean endOfInput) throws IOException {
        if (target == Target.REGULAR_FILE && !endOfInput) {
            channel.force(false);
        }
    }

    @Override
    public List<Long> snapshotState(long checkpointId) {
        return List.of(length);
    }

    @Override
    public void close() throws IOException {
        if (target != Target.STANDARD_OUTPUT) {
            channel.close();
        }
    }
}
