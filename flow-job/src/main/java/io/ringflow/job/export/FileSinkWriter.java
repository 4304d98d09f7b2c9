package io.ringflow.job.export;

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

/**
 * Writes to a file, or to the standard output, which can't be truncated on recovery. Called by the
 * task thread.
 */
final class FileSinkWriter implements StatefulSinkWriter<byte[], Long> {

    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private final FileExport export;
    private final FileChannel channel;
    private final Target target;

    /** Number of bytes written in whole chunks. */
    private long length;

    private enum Target {
        STANDARD_OUTPUT,
        REGULAR_FILE,
        /** A pipe or device, which has no length and can't be forced to disk. */
        SPECIAL_FILE
    }

    private FileSinkWriter(FileExport export, FileChannel channel, Target target, long length) {
        this.export = export;
        this.channel = channel;
        this.target = target;
        this.length = length;
    }

    /** Overwrites the file, starting with its header. */
    static FileSinkWriter create(FileExport export) throws IOException {
        FileSinkWriter writer = open(export, 0);
        try {
            writer.append(export.writer().header());
            return writer;
        } catch (IOException e) {
            writer.close();
            throw e;
        }
    }

    /** Continues at the end of the file. */
    static FileSinkWriter append(FileExport export) throws IOException {
        Path path = Path.of(export.path());
        boolean exists = !export.path().equals(FileExport.STANDARD_OUTPUT) && Files.exists(path);
        return open(export, exists ? Files.size(path) : 0);
    }

    /** Truncates the file to its length in a checkpoint, and continues there. */
    static FileSinkWriter resume(FileExport export, long length) throws IOException {
        if (export.path().equals(FileExport.STANDARD_OUTPUT)) {
            throw new IOException(
                    "can't truncate the standard output to its length before the failure; export to"
                            + " a file instead");
        }
        return open(export, length);
    }

    @SuppressWarnings("resource") // the writer owns the channel
    private static FileSinkWriter open(FileExport export, long length) throws IOException {
        if (export.path().equals(FileExport.STANDARD_OUTPUT)) {
            FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();
            return new FileSinkWriter(export, channel, Target.STANDARD_OUTPUT, length);
        }
        Path path = Path.of(export.path());
        try {
            if (Files.exists(path) && !Files.isRegularFile(path)) {
                FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
                return new FileSinkWriter(export, channel, Target.SPECIAL_FILE, length);
            }
            FileChannel channel =
                    FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(length);
            channel.position(length);
            return new FileSinkWriter(export, channel, Target.REGULAR_FILE, length);
        } catch (IOException e) {
            throw ExportException.of(export, e);
        }
    }

    @Override
    public void write(byte[] chunk, Context context) throws IOException {
        append(chunk);
    }

    private void append(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            length += bytes.length;
        } catch (IOException e) {
            cutBack(bytes, buffer.position());
            throw ExportException.of(export, e);
        }
    }

    /**
     * Removes the last record if it was only partly written, provided that the target allows it.
     */
    private void cutBack(byte[] bytes, int written) {
        int whole = RecordEnd.within(bytes, written, export.format());
        // Flink interrupts a task that it cancels, and an interrupt closes channels.
        boolean interrupted = Thread.interrupted();
        try {
            if (target == Target.REGULAR_FILE) {
                try (FileChannel file =
                        FileChannel.open(Path.of(export.path()), StandardOpenOption.WRITE)) {
                    file.truncate(length + whole);
                }
            } else if (target == Target.STANDARD_OUTPUT
                    && channel.isOpen()
                    && Files.isRegularFile(STANDARD_OUTPUT)) {
                channel.truncate(channel.position() - (written - whole));
            }
        } catch (IOException e) {
            // The first failure is the one to report.
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Forces the file to disk, so that its length in the checkpoint is durable. */
    @Override
    public void flush(boolean endOfInput) throws IOException {
        if (target == Target.REGULAR_FILE && !endOfInput) {
            try {
                channel.force(false);
            } catch (IOException e) {
                throw ExportException.of(export, e);
            }
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
