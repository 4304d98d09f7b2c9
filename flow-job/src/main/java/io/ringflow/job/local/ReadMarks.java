package io.ringflow.job.local;

import io.ringflow.capture.PacketBatch;
import io.ringflow.model.Observer;
import io.ringflow.model.state.CaptureGap;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far each live capture has been counted, and what a restart of the job lost of it. A batch
 * says how much its capture had read before; what the state, as of the last checkpoint, has counted
 * of that is less by what was read in between. Where the ring outlived the restart the difference
 * is exact; where it did not, the time is known and the number is not.
 *
 * <p>Used by the task thread, once for each batch.
 */
final class ReadMarks {

    /** One of the captures that share an interface. */
    private record Reader(Observer observer, int member) {}

    /**
     * What was lost before a batch.
     *
     * @param gap when, and how many packets
     * @param drops how many of them the kernel dropped
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

    /** Captures that this task reads. */
    private final Map<Reader, Progress> followed = new HashMap<>();

    /** As of the checkpoint that the job goes on from: those of all tasks. */
    private final Map<Reader, ReadMark> restored = new HashMap<>();

    /**
     * The marks of a task that begins.
     *
     * @param known what all tasks knew at the last checkpoint; of one capture the newest counts
     */
    ReadMarks(Iterable<ReadMark> known) {
        for (ReadMark mark : known) {
            restored.merge(
                    new Reader(mark.observer(), mark.member()),
                    mark,
                    (a, b) -> a.newestNanos() >= b.newestNanos() ? a : b);
        }
    }

    /** Takes note of a batch; returns what was lost before it, or null. */
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
            // Another ring: nobody knows what passed before it was there.
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
     * What to know after a recovery from here.
     *
     * @param all also what was known of captures that nobody reads any more, or not yet
     */
    List<ReadMark> marks(boolean all) {
        List<ReadMark> marks = new ArrayList<>();
        followed.forEach(
                (reader, its) ->
                        marks.add(
                                new ReadMark(
                                        reader.observer(),
                                        reader.member(),
                                        its.captureNanos,
                                        its.frames,
                                        its.drops,
                                        its.newestNanos)));
        if (all) {
            marks.addAll(restored.values());
        }
        marks.sort(Comparator.comparing(ReadMark::observer).thenComparing(ReadMark::member));
        return marks;
    }
}
