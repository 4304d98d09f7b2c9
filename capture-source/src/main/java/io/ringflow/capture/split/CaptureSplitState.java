package io.ringflow.capture.split;

import io.ringflow.capture.packet.PacketBatch;

/** A split and how much of it has been emitted. Used on the task thread. */
public final class CaptureSplitState {

    private CaptureSplit split;

    /** The state of a newly assigned split. */
    public CaptureSplitState(CaptureSplit split) {
        this.split = split;
    }

    /** Advances the position of a file past a batch that is being emitted. */
    public void advance(PacketBatch batch) {
        if (split instanceof FileSplit file) {
            split = new FileSplit(file.path(), file.ordinal(), batch.nextOffset, batch.newestNanos);
        }
    }

    /** The split with its current position. */
    public CaptureSplit split() {
        return split;
    }
}
