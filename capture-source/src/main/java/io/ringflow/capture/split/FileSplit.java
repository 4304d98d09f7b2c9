package io.ringflow.capture.split;

import java.util.List;

/**
 * A capture in files, and how much of it has been emitted.
 *
 * @param observer name of the observer that saw the packets
 * @param sequences the files: those of a sequence are read one after the other, and sequences are
 *     merged by the times of their packets; {@code -} is standard input
 * @param ordinal index of the capture among those of the job
 * @param emitted number of closed buckets, and parts of buckets, that have been emitted; they
 *     depend only on the packets, so the files can be read again from the start
 * @param counted number of frames that were counted with them; which of two buckets in a row counts
 *     a frame depends on how the files were read
 */
public record FileSplit(
        String observer, List<List<String>> sequences, int ordinal, long emitted, long counted)
        implements CaptureSplit {

    public FileSplit {
        sequences = sequences.stream().map(List::copyOf).toList();
    }

    /** A split of which nothing has been emitted. */
    public FileSplit(String observer, List<List<String>> sequences, int ordinal) {
        this(observer, sequences, ordinal, 0, 0);
    }

    /** The split with another position. */
    public FileSplit at(long emittedBuckets, long countedFrames) {
        return new FileSplit(observer, sequences, ordinal, emittedBuckets, countedFrames);
    }

    /** All files of the capture. */
    public List<String> paths() {
        return sequences.stream().flatMap(List::stream).toList();
    }

    @Override
    public String splitId() {
        return "file-" + ordinal;
    }
}
