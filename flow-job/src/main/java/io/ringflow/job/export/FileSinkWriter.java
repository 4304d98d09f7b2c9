package io.ringflow.job.export;

import io.ringflow.job.FileExport;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;

/** Writes to a file, or to the standard output, which can't be cut back. One task thread. */
final class FileSinkWriter implements StatefulSinkWriter<byte[], Long> {

    private final FileChannel channel;
    private final boolean seekable;
    private long length;

    private FileSinkWriter(FileChannel channel, boolean seekable, long length) {
        this.channel = channel;
        this.seekable = seekable;
        this.length = length;
    }

    /** Begins the file anew, with its header. */
    @SuppressWarnings("resource") // the writer owns it
    static FileSinkWriter create(FileExport export) throws IOException {
        FileSinkWriter writer;
        if (export.path().equals(FileExport.STANDARD_OUTPUT)) {
            writer =
                    new FileSinkWriter(
                            new FileOutputStream(FileDescriptor.out).getChannel(), false, 0);
        } else {
            FileChannel channel = new RandomAccessFile(export.path(), "rw").getChannel();
            writer = new FileSinkWriter(channel, truncated(channel, 0), 0);
        }
        writer.append(export.format().writer().header());
        return writer;
    }

    /** Goes on where a checkpoint found the file. */
    @SuppressWarnings("resource") // the writer owns it
    static FileSinkWriter resume(FileExport export, long length) throws IOException {
        if (export.path().equals(FileExport.STANDARD_OUTPUT)) {
            throw new IOException(
                    "the standard output cannot be cut back to what it was before the failure;"
                            + " export to a file instead");
        }
        FileChannel channel = new RandomAccessFile(export.path(), "rw").getChannel();
        return new FileSinkWriter(channel, truncated(channel, length), length);
    }

    /** Pipes and devices have no length to cut. */
    private static boolean truncated(FileChannel channel, long length) {
        try {
            channel.truncate(length);
            channel.position(length);
            return true;
        } catch (IOException e) {
            return false;
        }
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

    @Override
    public void flush(boolean endOfInput) throws IOException {
        if (seekable) {
            channel.force(false);
        }
    }

    @Override
    public List<Long> snapshotState(long checkpointId) {
        return List.of(length);
    }

    @Override
    public void close() throws IOException {
        if (!seekable && channel.isOpen()) {
            return; // the standard output stays open for whoever comes after
        }
        channel.close();
    }
}
