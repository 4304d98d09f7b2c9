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
 */
public record FileSplit(String observer, List<List<String>> sequences, int ordinal, long emitted)
        implements CaptureSplit {

    public FileSplit {
        sequences = sequences.stream().map(List::copyOf).toList();
    }

    /** The split with another position. */
    public FileSplit withEmitted(long closed) {
        return new FileSplit(observer, sequences, ordinal, closed);
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
