package io.ringflow.capture.split;

/** A split and how much of it has been emitted. Used on the task thread. */
public final class CaptureSplitState {

    private CaptureSplit split;

    /** The state of a newly assigned split. */
    public CaptureSplitState(CaptureSplit split) {
        this.split = split;
    }

    /** Moves the position of a file to that of a record that is being emitted. */
    public void emitted(long buckets, long frames) {
        if (split instanceof FileSplit file) {
            split = file.at(buckets, frames);
        }
    }

    /** The split with its current position. */
    public CaptureSplit split() {
        return split;
    }
}
