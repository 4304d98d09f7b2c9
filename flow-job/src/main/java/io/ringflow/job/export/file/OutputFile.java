package io.ringflow.job.export.file;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * A file that is written at its end, or the standard output, a pipe or a device. Used by one
 * thread.
 */
final class OutputFile implements AutoCloseable {

    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

    private final Path path;
    private final FileChannel channel;
    private final Kind kind;
    private final FileForm form;

    /** Identifies a regular file, whatever its name; else null. */
    private final Object key;

    /** Number of bytes written in whole chunks. */
    private long length;

    /** How many of them were forced to disk. */
    private long forced;

    private enum Kind {
        STANDARD_OUTPUT,
        REGULAR_FILE,
        /** A pipe or device, which has no length and can't be forced to disk. */
        SPECIAL_FILE
    }

    private OutputFile(Path path, FileChannel channel, Kind kind, FileForm form, long length)
            throws IOException {
        this.key = kind == Kind.REGULAR_FILE ? key(path) : null;
        this.path = path;
        this.channel = channel;
        this.kind = kind;
        this.form = form;
        this.length = length;
    }

    @SuppressWarnings("resource") // it is not closed with the export
    static OutputFile standardOutput(FileForm form, long length) throws IOException {
        FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();
        return new OutputFile(STANDARD_OUTPUT, channel, Kind.STANDARD_OUTPUT, form, length);
    }

    /** Returns true if a path is a pipe or a device. */
    static boolean isSpecial(Path path) {
        return Files.exists(path) && !Files.isRegularFile(path);
    }

    @SuppressWarnings("resource") // the returned object owns the channel
    static OutputFile special(Path path, FileForm form, long length) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
        return new OutputFile(path, channel, Kind.SPECIAL_FILE, form, length);
    }

    /** Opens a file, which is created if it does not exist, and cuts it to a length. */
    static OutputFile regular(Path path, FileForm form, long length) throws IOException {
        FileChannel channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.size() < length) {
                throw new IOException("the file is shorter than it was");
            }
            channel.truncate(length);
            channel.position(length);
            return new OutputFile(path, channel, Kind.REGULAR_FILE, form, length);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    long length() {
        return length;
    }

    /** Appends a chunk. If that fails, the file ends with its last complete record. */
    void append(byte[] chunk) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(chunk);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            length += chunk.length;
        } catch (IOException e) {
            cutBack(chunk, buffer.position());
            throw e;
        }
    }

    /**
     * Removes the last record if it was only partly written, provided that the target allows it.
     */
    private void cutBack(byte[] chunk, int written) {
        int whole = form.completeRecords(chunk, written);
        // An interrupt closes channels.
        boolean interrupted = Thread.interrupted();
        try {
            if (kind == Kind.REGULAR_FILE) {
                try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    file.truncate(length + whole);
                }
            } else if (kind == Kind.STANDARD_OUTPUT
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

    /** Forces what was written to disk, and the file's name before the first bytes. */
    void force() throws IOException {
        if (kind == Kind.REGULAR_FILE && length > forced) {
            if (forced == 0) {
                forceNames(path.toAbsolutePath().getParent());
            }
            channel.force(false);
            forced = length;
        }
    }

    /** Forces the names in a directory to disk. */
    static void forceNames(Path directory) throws IOException {
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
    }

    private static Object key(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    }

    /** Returns false if another file, or none, has the name now. */
    boolean isInPlace() throws IOException {
        return key == null || (Files.exists(path) && key.equals(key(path)));
    }

    @Override
    public void close() throws IOException {
        if (kind != Kind.STANDARD_OUTPUT) {
            channel.close();
        }
    }
}
