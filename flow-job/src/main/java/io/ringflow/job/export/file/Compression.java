package io.ringflow.job.export.file;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/**
 * How files are compressed. Each chunk becomes a member or frame of its own, so a file can be cut
 * between two chunks and is still readable.
 */
public enum Compression {
    NONE(""),
    GZIP(".gz"),
    ZSTD(".zst");

    private static final int ZSTD_LEVEL = 3;

    private final String extension;

    Compression(String extension) {
        this.extension = extension;
    }

    /** What is appended to a file's name, with its dot; empty for none. */
    public String extension() {
        return extension;
    }

    byte[] compress(byte[] bytes) {
        return switch (this) {
            case NONE -> bytes;
            case GZIP -> gzip(bytes);
            case ZSTD -> Zstd.compress(bytes, ZSTD_LEVEL);
        };
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream(bytes.length / 4 + 64);
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed, 1 << 13)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return compressed.toByteArray();
    }
}
