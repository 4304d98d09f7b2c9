package io.ringflow.capture.split;

/**
 * A capture file and how far it has been read.
 *
 * @param path the file; {@code -} is standard input
 * @param ordinal index of the file among those of the job
 * @param offset position after the last batch read, in bytes of the uncompressed file; initially 0
 * @param newestNanos newest packet time read so far, from which lateness is decided; initially
 *     {@link Long#MIN_VALUE}
 */
public record FileSplit(String path, int ordinal, long offset, long newestNanos)
        implements CaptureSplit {

    /** A file that has not been read yet. */
    public static FileSplit unread(String path, int ordinal) {
        return new FileSplit(path, ordinal, 0, Long.MIN_VALUE);
    }

    @Override
    public String splitId() {
        return "file-" + ordinal;
    }
}
