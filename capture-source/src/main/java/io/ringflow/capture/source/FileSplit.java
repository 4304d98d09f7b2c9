package io.ringflow.capture.source;

/**
 * A capture file and how far it has been read.
 *
 * @param path the file; {@code -} for standard input
 * @param ordinal its place among the files of the job, from 0
 * @param offset position behind the last batch read, in bytes of the uncompressed file; 0 at first
 * @param newestNanos newest packet time read, which decides what is late; {@link Long#MIN_VALUE} at
 *     first
 */
public record FileSplit(String path, int ordinal, long offset, long newestNanos)
        implements CaptureSplit {

    /** A file that nobody has read yet. */
    public static FileSplit unread(String path, int ordinal) {
        return new FileSplit(path, ordinal, 0, Long.MIN_VALUE);
    }

    @Override
    public String splitId() {
        return "file-" + ordinal;
    }
}
