package io.ringflow.capture.file;

import com.github.luben.zstd.ZstdInputStream;
import io.ringflow.capture.CaptureException;
import io.ringflow.model.IoReason;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Opens capture files: pcap and pcapng, plain or compressed with gzip or zstd, known by their first
 * bytes and not by their names.
 */
public final class CaptureFiles {

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int ZSTD_MAGIC = 0x28b52ffd;

    /** Of a pcap file's header, which is shorter than any pcapng file. */
    private static final int FIRST_BYTES = 24;

    private CaptureFiles() {}

    /**
     * Makes sure that files are captures. What can be read only once is not looked at: whether a
     * pipe brings a capture shows when it is read.
     *
     * @param paths the files
     * @throws CaptureException if one does not exist, can't be read, is not a capture, or is given
     *     twice though it can be read only once
     */
    public static void check(List<String> paths) {
        Set<Object> once = new HashSet<>();
        for (String path : paths) {
            InputPath input = InputPath.of(path);
            input.check();
            try {
                if (!isReadOnce(path)) {
                    open(path).close();
                } else if (!once.add(input.key())) {
                    throw new CaptureException(
                            input.name() + ": given twice, but can be read only once");
                }
            } catch (IOException e) {
                throw unreadable(path, e);
            }
        }
    }

    /** Whether a file can be read only once, such as a pipe. */
    public static boolean isReadOnce(String path) {
        InputPath input = InputPath.of(path);
        return input.isStandardInput() || (Files.exists(input.path()) && !input.isRegular());
    }

    /**
     * Opens a regular file at its first packet.
     *
     * @throws CaptureException when it does not exist, can't be read or is no capture
     */
    static CaptureReader open(String path) {
        try {
            CaptureInput input = input(path, () -> {});
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
     * The bytes of a file, decompressed.
     *
     * @param arrival called by another thread when a silent input can be read again
     */
    static CaptureInput input(String path, Runnable arrival) throws IOException {
        InputPath input = InputPath.of(path);
        input.check();
        return new CaptureInput(
                input.isRegular() || !isReadOnce(path)
                        ? regular(input)
                        : CapturePipe.start(input.name(), () -> pipe(input), arrival));
    }

    private static ReadableByteChannel regular(InputPath input) throws IOException {
        @SuppressWarnings("resource") // the caller owns what is made of it
        FileChannel channel =
                input.isStandardInput()
                        ? new FileInputStream(FileDescriptor.in).getChannel()
                        : FileChannel.open(input.path());
        ByteBuffer start = ByteBuffer.allocate(4);
        channel.read(start, channel.position());
        return isCompressed(start.getInt(0))
                ? Channels.newChannel(
                        decompressed(
                                new BufferedInputStream(Channels.newInputStream(channel), 1 << 16)))
                : channel;
    }

    private static InputStream pipe(InputPath input) throws IOException {
        return decompressed(
                new BufferedInputStream(
                        input.isStandardInput()
                                ? new FileInputStream(FileDescriptor.in)
                                : new FileInputStream(input.path().toFile()),
                        1 << 16));
    }

    /**
     * A reader of an input, by its first bytes.
     *
     * @return null if they have not arrived yet
     * @throws CaptureException if it is not a capture
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

    /** What a failure to open or read a file means to users. */
    static CaptureException unreadable(String path, IOException e) {
        InputPath input = InputPath.of(path);
        if (e instanceof NoSuchFileException) {
            return new CaptureException(input.name() + ": no such file", e);
        }
        String reason = IoReason.of(e);
        return new CaptureException(
                input.isStandardInput() && reason.equals(IoReason.CLOSED)
                        ? "standard input is closed; give a file, or pipe a capture in"
                        : input.name() + ": cannot be read: " + reason,
                e);
    }
}
