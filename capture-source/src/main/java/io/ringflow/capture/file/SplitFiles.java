package io.ringflow.capture.file;

import io.ringflow.capture.bpf.BpfProgram;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.split.FileSplit;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * The packets of a split's files, from the start: those of a sequence one after the other, and
 * sequences merged by time. Their order and their division into groups depend on nothing but the
 * files, unless a time limits what is read. A file is open from its first packet to its last. Owned
 * and used by the fetcher thread.
 */
public final class SplitFiles implements Closeable {

    private final List<FileSequence> sequences;
    private final FrameHandler handler;
    private final IntFunction<BpfProgram> filter;
    private final Map<Integer, BpfProgram> filters = new HashMap<>();

    /** The sequence with the next packet; null if that must be found out. */
    private FileSequence current;

    /** Packets of the current sequence up to this time come before those of the others. */
    private long turnNanos;

    /**
     * Files that are not open yet. Looks at the first packets of each.
     *
     * @param handler takes the frames of this split only
     * @param filter returns the filter program for a link type; null accepts every packet
     * @param arrival called by another thread when {@link #silent} pipes have more to read
     * @param grow whether the files may still be written; they then end only when stopped, and must
     *     be looked at again while they are {@link #silent}
     */
    public SplitFiles(
            FileSplit split,
            FrameHandler handler,
            IntFunction<BpfProgram> filter,
            OpenFiles openFiles,
            Runnable arrival,
            boolean grow) {
        this.handler = handler;
        this.filter = filter == null ? null : type -> filters.computeIfAbsent(type, filter::apply);
        Function<String, CaptureFile> newFile = path -> new CaptureFile(path, openFiles, arrival);
        this.sequences =
                split.sequences().stream()
                        .map(paths -> new FileSequence(paths, newFile, grow))
                        .toList();
    }

    /**
     * A time before which no packet comes, as far as it is known without opening a file.
     *
     * @return nanoseconds since the epoch; {@link Long#MIN_VALUE} if that is unknown, {@link
     *     Long#MAX_VALUE} at the end
     */
    public long boundNanos() {
        long bound = Long.MAX_VALUE;
        for (FileSequence sequence : sequences) {
            if (!sequence.ended()) {
                bound = Math.min(bound, sequence.orderNanos());
            }
        }
        return bound;
    }

    /**
     * Finds the next packet.
     *
     * @return false if all files have been read
     */
    public boolean hasNext() throws IOException {
        if (current != null && !current.ended() && current.silent()) {
            current.lookAgain();
            current = null;
        }
        if (current != null && current.loaded()) {
            return true;
        }
        if (current != null && !current.ended()) {
            current.load();
            if (current.loaded() && current.orderNanos() <= turnNanos) {
                return true;
            }
        }
        choose();
        return current != null;
    }

    /** Chooses the sequence whose next packet comes first, the first one if several do. */
    private void choose() throws IOException {
        do {
            current = null;
            for (FileSequence sequence : sequences) {
                if (!sequence.ended()
                        && (current == null || sequence.orderNanos() < current.orderNanos())) {
                    current = sequence;
                }
            }
        } while (current != null && loadCurrent());
        turnNanos = Long.MAX_VALUE;
        boolean before = true;
        for (FileSequence sequence : sequences) {
            if (sequence.equals(current)) {
                before = false;
            } else if (!sequence.ended()) {
                long next = sequence.orderNanos();
                boolean first = before && next != Long.MIN_VALUE;
                turnNanos = Math.min(turnNanos, first ? next - 1 : next);
            }
        }
    }

    /** Returns true if the next packet had to be loaded, so that another may come first now. */
    private boolean loadCurrent() throws IOException {
        if (current.loaded()) {
            return false;
        }
        current.load();
        return true;
    }

    /** Returns true if the next packet has not arrived yet, as from a pipe or a file that grows. */
    public boolean silent() {
        return current.silent();
    }

    /** Time of the packet that {@link #hasNext} found, nanoseconds since the epoch. */
    public long nextNanos() {
        return current.orderNanos();
    }

    /**
     * Decodes packets into a group and ends it. {@link #hasNext} must have found a packet.
     *
     * @param most number of packets of a group
     * @param untilNanos packets later than this are left for the next call
     */
    public void read(PacketBatch group, int most, long untilNanos) throws IOException {
        int left = most;
        while (left > 0 && hasNext() && !current.silent() && current.orderNanos() <= untilNanos) {
            left -= current.read(group, handler, left, Math.min(untilNanos, turnNanos), filter);
        }
        handler.endBatch(group);
    }

    /** Adds the packets that wait for others, which will not come. */
    public void end(PacketBatch group) {
        handler.release(Long.MAX_VALUE, group);
        handler.endBatch(group);
    }

    /** Ends all files after what pipes and files that grow have already delivered. */
    public void stop() throws IOException {
        current = null;
        for (FileSequence sequence : sequences) {
            sequence.stop();
        }
    }

    /** Number of files that turned out to be truncated or damaged since the last call. */
    public int takeTruncated() {
        return sequences.stream().mapToInt(FileSequence::takeTruncated).sum();
    }

    @Override
    public void close() throws IOException {
        for (FileSequence sequence : sequences) {
            sequence.close();
        }
    }
}
