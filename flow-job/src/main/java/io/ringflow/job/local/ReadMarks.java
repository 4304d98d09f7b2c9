package io.ringflow.job.local;

import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureGap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tracks how far each live capture has been counted, and computes what a restart of the job lost. A
 * batch carries the counts of its capture before it. The difference to the counts restored from the
 * last checkpoint was read in between, and is lost. It is exact if the ring outlived the restart;
 * otherwise only the time range of the loss is known.
 *
 * <p>Called by the task thread for each batch.
 */
final class ReadMarks {

    /** Identifies one of the captures that share an interface. */
    private record Reader(Observer observer, int member) {}

    /**
     * A loss before a batch.
     *
     * @param gap time range and number of packets
     * @param drops number of those packets that the kernel dropped
     */
    record Loss(CaptureGap gap, long drops) {}

    private static final class Progress {
        private long captureNanos;
        private long frames;
        private long drops;
        private long newestNanos;

        void follow(PacketBatch batch) {
            captureNanos = batch.captureNanos;
            frames = batch.framesBefore + batch.frames;
            drops = batch.dropsBefore + batch.drops;
            newestNanos = batch.newestNanos;
        }
    }

    /** Progress of the captures that this task reads. */
    private final Map<Reader, Progress> followed = new HashMap<>();

    /** Marks of all tasks in the restored checkpoint. */
    private final Map<Reader, ReadMark> restored = new HashMap<>();

    /**
     * Creates the marks of a task that starts.
     *
     * @param known the marks of all tasks in the checkpoint; the newest mark of a capture counts
     */
    ReadMarks(Iterable<ReadMark> known) {
        for (ReadMark mark : known) {
            restored.merge(
                    new Reader(mark.observer(), mark.member()),
                    mark,
                    (a, b) -> a.newestNanos() >= b.newestNanos() ? a : b);
        }
    }

    /** Records a batch and returns the loss before it, or null if there is none. */
    Loss follow(PacketBatch batch) {
        if (batch.captureNanos == 0) {
            return null;
        }
        Reader reader = new Reader(batch.observer, batch.member);
        Progress progress = followed.get(reader);
        Loss loss = null;
        if (progress == null) {
            progress = new Progress();
            followed.put(reader, progress);
            loss = lossBefore(batch, restored.remove(reader));
        }
        progress.follow(batch);
        return loss;
    }

    private static Loss lossBefore(PacketBatch batch, ReadMark mark) {
        if (mark != null && mark.captureNanos() != batch.captureNanos) {
            // Another ring: the number of packets before it is unknown.
            return loss(batch, mark.newestNanos(), firstNanos(batch), 0, 0);
        }
        long frames = batch.framesBefore - (mark == null ? 0 : mark.frames());
        long drops = batch.dropsBefore - (mark == null ? 0 : mark.drops());
        if (frames + drops == 0) {
            return null;
        }
        long start = mark == null ? batch.captureNanos : mark.newestNanos();
        return loss(batch, start, batch.newestBeforeNanos, frames, drops);
    }

    private static Loss loss(
            PacketBatch batch, long startNanos, long endNanos, long frames, long drops) {
        CaptureGap gap =
                new CaptureGap(
                        batch.observer,
                        startNanos,
                        Math.max(startNanos, endNanos),
                        frames + drops,
                        CaptureGap.Cause.RESTART);
        return new Loss(gap, drops);
    }

    private static long firstNanos(PacketBatch batch) {
        return batch.size == 0 ? batch.newestNanos : batch.timeNanos[0];
    }

    /**
     * Returns the marks for a checkpoint.
     *
     * @param all whether to include restored marks of captures that this task does not read
     */
    List<ReadMark> marks(boolean all) {
        List<ReadMark> marks = new ArrayList<>();
        followed.forEach(
                (reader, progress) ->
                        marks.add(
                                new ReadMark(
                                        reader.observer(),
                                        reader.member(),
                                        progress.captureNanos,
                                        progress.frames,
                                        progress.drops,
                                        progress.newestNanos)));
        if (all) {
            marks.addAll(restored.values());
        }
        marks.sort(Comparator.comparing(ReadMark::observer).thenComparing(ReadMark::member));
        return marks;
    }
}
