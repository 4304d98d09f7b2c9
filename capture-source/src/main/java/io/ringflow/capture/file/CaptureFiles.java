package io.ringflow.capture.file;

import com.github.luben.zstd.ZstdInputStream;
import io.ringflow.capture.CaptureException;
import io.ringflow.model.text.IoReason;
import java.io.BufferedInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Opens capture files: pcap and pcapng, plain or compressed with gzip or zstd. The format is
 * detected from a file's first bytes, not from its name. Thread-safe.
 */
public final class CaptureFiles {

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int ZSTD_MAGIC = 0x28b52ffd;

    /** Length of a pcap file header. No pcapng file is shorter. */
    private static final int FIRST_BYTES = 24;

    /** Window in which a file is read. */
    static final int WINDOW = 1 << 20;

    /** Window in which a file is read of which only the start matters, or one of many. */
    static final int SMALL_WINDOW = 1 << 16;

    private CaptureFiles() {}

    /**
     * Checks that files are captures. The content of pipes and other files that can be read only
     * once is not checked.
     *
     * @param paths the files
     * @param growing whether the files may still grow, so that one may have no header yet
     * @throws CaptureException if a file does not exist, can't be read or is not a capture, or if a
     *     file that can be read only once is given twice
     */
    public static void check(List<String> paths, boolean growing) {
        Set<Object> readOnce = new HashSet<>();
        for (String path : paths) {
            InputPath input = InputPath.of(path);
            input.check();
            try {
                if (!isReadOnce(path)) {
                    if (!(growing && isIncomplete(path))) {
                        open(path).close();
                    }
                } else if (!readOnce.add(input.key())) {
                    throw new CaptureException(
                            input.name() + ": given twice, but can be read only once");
                }
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }
    }

    /**
     * The paths without those of files that were given before, by whatever path.
     *
     * @param paths files that have been {@linkplain #check checked}
     */
    public static List<String> distinct(List<String> paths) {
        Set<Object> files = new HashSet<>();
        List<String> distinct = new ArrayList<>();
        for (String path : paths) {
            try {
                if (files.add(InputPath.of(path).key())) {
                    distinct.add(path);
                }
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }
        return distinct;
    }

    /** Returns true if a file can be read only once, such as a pipe. */
    public static boolean isReadOnce(String path) {
        InputPath input = InputPath.of(path);
        return input.isStandardInput() || (Files.exists(input.path()) && !input.isRegular());
    }

    /**
     * Opens a regular file at its first packet.
     *
     * @throws CaptureException if it does not exist, can't be read or is not a capture
     */
    static CaptureReader open(String path) {
        try {
            CaptureInput input = input(path, SMALL_WINDOW, () -> {}, null);
            try {
                return reader(path, input);
            } catch (IOException | RuntimeException e) {
                input.close();
                throw e;
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * Opens a file's bytes, decompressed.
     *
     * @param window size of the window in bytes
     * @param arrival called by another thread when a silent pipe has more to read
     * @param growing the capture whose newest file this is; null if the file is complete
     */
    static CaptureInput input(String path, int window, Runnable arrival, GrowingCapture growing)
            throws IOException {
        InputPath input = InputPath.of(path);
        input.check();
        return new CaptureInput(
                input.isRegular() || !isReadOnce(path)
                        ? regular(input, growing)
                        : CapturePipe.start(input.name(), () -> pipe(input), arrival),
                window);
    }

    private static ReadableByteChannel regular(InputPath input, GrowingCapture growing)
            throws IOException {
        @SuppressWarnings("resource") // The caller closes the returned channel.
        FileChannel channel =
                input.isStandardInput()
                        ? new FileInputStream(FileDescriptor.in).getChannel()
                        : FileChannel.open(input.path());
        ByteBuffer start = ByteBuffer.allocate(4);
        channel.read(start, channel.position());
        if (isCompressed(start.getInt(0))) {
            return Channels.newChannel(
                    decompressed(
                            new BufferedInputStream(Channels.newInputStream(channel), 1 << 16)));
        }
        if (growing != null) {
            channel.close();
            return growing.open();
        }
        return input.isStandardInput() ? channel : new PlainFile(input.path(), channel);
    }

    private static InputStream pipe(InputPath input) throws IOException {
        return decompressed(
                new BufferedInputStream(
                        input.isStandardInput()
                                ? new FileInputStream(FileDescriptor.in)
                                : new FileInputStream(input.path().toFile()),
                        1 << 16));
    }

    /** Returns true if a file is shorter than any capture, but may become one if it grows. */
    static boolean isIncomplete(String path) throws IOException {
        try (CaptureInput input = input(path, SMALL_WINDOW, () -> {}, null)) {
            return isIncomplete(input);
        }
    }

    /** Returns true if the bytes that have arrived may be the start of a capture's header. */
    static boolean isIncomplete(CaptureInput input) throws IOException {
        return !input.available(FIRST_BYTES)
                && (!input.available(4) || isCapture(input.buffer().getInt(input.position())));
    }

    private static boolean isCapture(int magic) {
        return magic == PcapngReader.SECTION_HEADER || PcapFormat.ofMagic(magic) != null;
    }

    /**
     * Creates the reader for an input's format.
     *
     * @return null if the first bytes have not arrived yet
     * @throws CaptureException if the input is not a capture
     */
    static CaptureReader reader(String path, CaptureInput input) throws IOException {
        if (!input.available(FIRST_BYTES) && input.silent()) {
            return null;
        }
        int magic = input.available(4) ? input.buffer().getInt(input.position()) : 0;
        if (magic == PcapngReader.SECTION_HEADER) {
            return new PcapngReader(path, input);
        }
        if (PcapFormat.ofMagic(magic) != null) {
            return new PcapReader(path, input);
        }
        throw new CaptureException(
                InputPath.of(path).name()
                        + ": not a capture file (neither pcap nor pcapng"
                        + (input.available(1) ? "" : "; it is empty")
                        + ")");
    }

    private static boolean isCompressed(int start) {
        return isGzip(start) || start == ZSTD_MAGIC;
    }

    private static boolean isGzip(int start) {
        return start >>> 16 == GZIP_MAGIC;
    }

    private static InputStream decompressed(BufferedInputStream in) throws IOException {
        in.mark(8);
        ByteBuffer start = ByteBuffer.allocate(4).put(in.readNBytes(4));
        in.reset();
        if (isGzip(start.getInt(0))) {
            return new GZIPInputStream(in, 1 << 16);
        }
        return start.getInt(0) == ZSTD_MAGIC ? new ZstdInputStream(in) : in;
    }

    /** The exception for a file that can't be opened or read, with a message for users. */
    static CaptureException unreadable(String path, IOException e) {
        InputPath input = InputPath.of(path);
        if (e instanceof NoSuchFileException) {
            return new CaptureException(input.name() + ": no such file", e);
        }
        String reason = IoReason.of(e);
        return new CaptureException(
                input.isStandardInput() && reason.equals(IoReason.CLOSED)
                        ? "standard input is closed; give a file, or pipe a capture in"
                        : input.name() + ": can't be read: " + reason,
                e);
    }
}
