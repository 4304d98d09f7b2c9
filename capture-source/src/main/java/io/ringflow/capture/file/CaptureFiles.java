package io.ringflow.capture.file;

import com.github.luben.zstd.ZstdInputStream;
import io.ringflow.capture.CaptureException;
import io.ringflow.capture.FileCapture;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * Opens capture files: pcap and pcapng, plain or compressed with gzip or zstd, known by their first
 * bytes and not by their names.
 */
public final class CaptureFiles {

    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int ZSTD_MAGIC = 0x28b52ffd;

    private CaptureFiles() {}

    /**
     * Makes sure that a file is a capture.
     *
     * @param path the file; standard input is not looked at
     * @throws CaptureException when it does not exist, can't be read or is no capture
     */
    public static void check(String path) {
        if (path.equals(FileCapture.STANDARD_INPUT)) {
            return;
        }
        try (CaptureReader reader = open(path)) {
            reader.offset();
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }

    /**
     * Opens a file at its first packet.
     *
     * @throws CaptureException when it does not exist, can't be read or is no capture
     */
    static CaptureReader open(String path) {
        try {
            CaptureInput input = new CaptureInput(channel(path));
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

    private static CaptureReader reader(String path, CaptureInput input) throws IOException {
        int magic = input.available(4) ? input.buffer().getInt(input.position()) : 0;
        if (magic == PcapngReader.SECTION_HEADER) {
            return new PcapngReader(path, input);
        }
        if (PcapFormat.ofMagic(magic) != null) {
            return new PcapReader(path, input);
        }
        throw new CaptureException(
                path
                        + ": not a capture file (neither pcap nor pcapng"
                        + (input.available(1) ? "" : "; it is empty")
                        + ")");
    }

    private static ReadableByteChannel channel(String path) throws IOException {
        if (path.equals(FileCapture.STANDARD_INPUT)) {
            return Channels.newChannel(decompressed(new BufferedInputStream(System.in, 1 << 16)));
        }
        Path file = Path.of(path);
        if (Files.isDirectory(file)) {
            throw new CaptureException(path + ": a directory, not a capture file");
        }
        if (isCompressed(file)) {
            return Channels.newChannel(
                    decompressed(new BufferedInputStream(Files.newInputStream(file), 1 << 16)));
        }
        return Files.newByteChannel(file);
    }

    private static boolean isCompressed(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            int begin = bigEndian(in.readNBytes(4));
            return isGzip(begin) || begin == ZSTD_MAGIC;
        }
    }

    private static boolean isGzip(int begin) {
        return begin >>> 16 == GZIP_MAGIC;
    }

    private static int bigEndian(byte[] begin) {
        return begin.length < 4
                ? 0
                : begin[0] << 24
                        | (begin[1] & 0xff) << 16
                        | (begin[2] & 0xff) << 8
                        | (begin[3] & 0xff);
    }

    private static InputStream decompressed(BufferedInputStream in) throws IOException {
        in.mark(8);
        int begin = bigEndian(in.readNBytes(4));
        in.reset();
        if (isGzip(begin)) {
            return new GZIPInputStream(in, 1 << 16);
        }
        return begin == ZSTD_MAGIC ? new ZstdInputStream(in) : in;
    }

    private static CaptureException unreadable(String path, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new CaptureException(path + ": no such file", e);
        }
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new CaptureException(path + ": cannot be read: " + why, e);
    }
}
