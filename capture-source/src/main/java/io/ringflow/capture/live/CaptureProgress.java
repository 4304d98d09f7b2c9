package io.ringflow.capture.live;

import io.ringflow.capture.packet.PacketBatch;

/**
 * Which capture a batch belongs to and what the capture's earlier batches have reported. A task
 * restarted from a checkpoint compares it with the state it restored to find what was lost. Used on
 * the capture's thread.
 */
final class CaptureProgress {

    /** Tells the capture apart from others of the same split before and after it. */
    private final long startNanos;

    private final int member;
    private long frames;
    private long drops;

    CaptureProgress(long startNanos, int member) {
        this.startNanos = startNanos;
        this.member = member;
    }

    /** Marks a complete batch and adds its counts. */
    void mark(PacketBatch batch) {
        batch.captureNanos = startNanos;
        batch.member = member;
        batch.framesBefore = frames;
        batch.dropsBefore = drops;
        frames += batch.frames;
        drops += batch.drops;
    }
}
