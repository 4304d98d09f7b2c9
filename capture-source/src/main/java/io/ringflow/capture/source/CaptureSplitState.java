package io.ringflow.capture.source;

import io.ringflow.capture.PacketBatch;

/** How far a split has been emitted. Used by the task thread. */
final class CaptureSplitState {

    private CaptureSplit split;

    CaptureSplitState(CaptureSplit split) {
        this.split = split;
    }

    /** Moves on behind a batch that is being emitted. */
    void advance(PacketBatch batch) {
        if (split instanceof FileSplit file) {
            split = new FileSplit(file.path(), file.ordinal(), batch.nextOffset, batch.newestNanos);
        }
    }

    CaptureSplit split() {
        return split;
    }
}
