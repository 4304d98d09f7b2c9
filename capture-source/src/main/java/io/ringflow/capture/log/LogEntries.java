package io.ringflow.capture.log;

import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.state.answer.CaptureGap;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries that a log retains, in order. Guarded by the log.
 *
 * @param <P> the entries' payload
 */
final class LogEntries<P> {

    /** The most entries that are merged into one. They must not span an idle timeout. */
    private static final int MOST_MERGED = 16;

    /** Entries are merged only if that saves at least this part of their memory: one eighth. */
    private static final int LEAST_SAVED = 8;

    /**
     * A retained entry.
     *
     * @param merged number of entries that were merged into this one
     * @param rigid whether it can't be merged with the next one, or that saves too little
     */
    record Slot<P>(LogEntry<P> entry, int merged, boolean rigid) {

        /** Merges this entry with the next one; returns null if that makes no sense. */
        Slot<P> mergedWith(Slot<P> next, Merger<P> merger) {
            LogEntry<P> both = entry.mergedWith(next.entry, merger);
            if (both == null) {
                return null;
            }
            long before = entry.bytes() + next.entry.bytes();
            return before - both.bytes() < before / LEAST_SAVED
                    ? null
                    : new Slot<>(both, merged + next.merged, false);
        }
    }

    private final LogMemory memory;
    private final ArrayList<Slot<P>> slots = new ArrayList<>();
    private long bytes;

    /** Counts of all entries appended so far. */
    private long appended;

    private long frames;
    private long drops;

    /** Number of the newest entry that a reader has got. */
    private long handedOut = -1;

    private long replayed;

    /** Event time after the newest entry that was removed. */
    private long removedNanos = Long.MIN_VALUE;

    LogEntries(LogMemory memory) {
        this.memory = memory;
    }

    /** Number of entries retained. */
    int size() {
        return slots.size();
    }

    /** Memory that the entries take. */
    long bytes() {
        return bytes;
    }

    /** Event time after the newest entry that was removed. */
    long removedNanos() {
        return removedNanos;
    }

    /** Appends an entry. */
    void append(Closed<P> closed) {
        CaptureReport report = closed.report();
        long size = closed.bytes() + report.memoryBytes();
        add(
                slots.size(),
                new Slot<>(
                        new LogEntry<>(
                                appended,
                                frames,
                                drops,
                                report,
                                closed.payload(),
                                size,
                                closed.openNanos()),
                        1,
                        false));
        appended++;
        frames += report.packets;
        drops += report.drops;
    }

    /** Returns true if a position can be one of this log. */
    boolean has(LogPosition position) {
        if (position.next() < 0 || position.next() > appended) {
            return false;
        }
        LogEntry<P> next = firstFrom(position.next());
        return next == null
                ? position.frames() == frames && position.drops() == drops
                : position.frames() <= next.framesBefore()
                        && position.drops() <= next.dropsBefore();
    }

    /** Returns the first retained entry with this number or a higher one, or null. */
    LogEntry<P> firstFrom(long number) {
        int i = indexFrom(number);
        return i < slots.size() ? slots.get(i).entry() : null;
    }

    /** Notes that a reader has got an entry, so that it keeps its number and content. */
    void handOut(LogEntry<P> entry) {
        if (entry.number() <= handedOut) {
            replayed++;
        }
        handedOut = Math.max(handedOut, entry.number());
    }

    /** Returns how many entries readers have got once more. */
    long replayed() {
        return replayed;
    }

    /** Event time from the oldest entry to the newest one. */
    long spanNanos() {
        return slots.isEmpty()
                ? 0
                : slots.getLast().entry().eventNanos() - slots.getFirst().entry().eventNanos();
    }

    /** Removes all entries before a number, and returns whether there were any. */
    boolean trim(long number) {
        int count = indexFrom(number);
        removeFirst(count);
        return count > 0;
    }

    /** Removes the oldest entry, but never the only one. Its interface's gaps move to the next. */
    boolean dropOldest() {
        if (slots.size() < 2) {
            return false;
        }
        List<CaptureGap> gaps =
                slots.getFirst().entry().report().gaps.stream()
                        .filter(gap -> gap.cause() != CaptureGap.Cause.DROPS)
                        .toList();
        removeFirst(1);
        if (!gaps.isEmpty()) {
            Slot<P> next = slots.getFirst();
            CaptureReport report = next.entry().report().copy();
            report.gaps.addAll(0, gaps);
            slots.set(0, new Slot<>(next.entry().with(report), next.merged(), next.rigid()));
        }
        return true;
    }

    /**
     * Returns the index of the first of two entries to merge: of those that no reader has got, the
     * ones that consist of the fewest, then the oldest ones. Returns -1 if there are none.
     */
    int pairToMerge() {
        int best = -1;
        int fewest = MOST_MERGED + 1;
        for (int i = indexFrom(handedOut + 1); i + 1 < slots.size(); i++) {
            Slot<P> first = slots.get(i);
            Slot<P> second = slots.get(i + 1);
            int merged = first.merged() + second.merged();
            if (merged < fewest && !first.rigid()) {
                fewest = merged;
                best = i;
            }
        }
        return best;
    }

    Slot<P> slot(int i) {
        return slots.get(i);
    }

    /**
     * Replaces two entries by one, unless a reader has got one of them or they were removed.
     *
     * @param merged null if they are better left as they are
     */
    @SuppressWarnings("ReferenceEquality") // the very entries that were merged
    void replace(Slot<P> first, Slot<P> second, Slot<P> merged) {
        int i = indexFrom(first.entry().number());
        if (first.entry().number() <= handedOut
                || i + 1 >= slots.size()
                || slots.get(i) != first
                || slots.get(i + 1) != second) {
            return;
        }
        if (merged == null) {
            slots.set(i, new Slot<>(first.entry(), first.merged(), true));
        } else {
            slots.subList(i, i + 2).clear();
            resize(-first.entry().bytes() - second.entry().bytes());
            add(i, merged);
        }
    }

    private void add(int i, Slot<P> slot) {
        slots.add(i, slot);
        resize(slot.entry().bytes());
    }

    private void resize(long change) {
        bytes += change;
        memory.use(change);
    }

    private void removeFirst(int count) {
        if (count > 0) {
            removedNanos = slots.get(count - 1).entry().eventNanos();
            List<Slot<P>> removed = slots.subList(0, count);
            removed.forEach(slot -> resize(-slot.entry().bytes()));
            removed.clear();
        }
    }

    /** Index of the first entry with this number or a higher one. */
    private int indexFrom(long number) {
        int low = 0;
        int high = slots.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (slots.get(middle).entry().number() < number) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
