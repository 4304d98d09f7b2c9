package io.ringflow.capture.file;

import io.ringflow.capture.bpf.BpfProgram;
import io.ringflow.capture.decode.FrameHandler;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.model.text.TimeText;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;

/**
 * Files that are read one after the other, as one capture. Owned by a {@link SplitFiles}. Not
 * thread-safe.
 */
final class FileSequence implements Closeable {

    private final ArrayDeque<CaptureFile> files;

    /** Creates files that continue the capture. */
    private final Function<String, CaptureFile> newFile;

    /** Null if the capture is complete. */
    private final GrowingCapture growing;

    private boolean loaded;
    private boolean silent;
    private boolean stopped;
    private long orderNanos;
    private int truncated;

    /**
     * A sequence of files that are not open yet.
     *
     * @param newFile creates the file with a path
     * @param grows whether the newest file may still be written, and others may follow it
     */
    FileSequence(List<String> paths, Function<String, CaptureFile> newFile, boolean grows) {
        this.newFile = newFile;
        this.files = new ArrayDeque<>(oldestFirst(paths.stream().map(newFile).toList()));
        orderNanos = files.element().first().lowestNanos();
        CaptureFile newest = files.getLast();
        growing = grows && !CaptureFiles.isReadOnce(newest.path()) ? new GrowingCapture() : null;
        if (growing != null) {
            newest.growsWith(growing);
        }
    }

    /**
     * Turns files whose numbers have started again, as those of {@code tcpdump -W} do, so that the
     * oldest comes first.
     */
    private static List<CaptureFile> oldestFirst(List<CaptureFile> files) {
        int oldest = 0;
        int falls = 0;
        for (int i = 0; i < files.size(); i++) {
            FirstPackets next = files.get((i + 1) % files.size()).first();
            if (!next.known()) {
                return files;
            }
            if (next.typicalNanos() < files.get(i).first().typicalNanos()) {
                falls++;
                oldest = (i + 1) % files.size();
            }
        }
        if (falls != 1) {
            return files;
        }
        List<CaptureFile> turned = new ArrayList<>(files.subList(oldest, files.size()));
        turned.addAll(files.subList(0, oldest));
        return turned;
    }

    /** Returns true if all files have been read. */
    boolean ended() {
        return files.isEmpty() && !awaitsFile();
    }

    /** Returns true if all files have been read, but another one may follow. */
    private boolean awaitsFile() {
        return files.isEmpty() && growing != null && !stopped;
    }

    /** Returns true if it is known what comes next: a packet, or that the sequence is silent. */
    boolean loaded() {
        return loaded;
    }

    /** Returns true if it is {@link #loaded} but no packet has arrived yet. */
    boolean silent() {
        return silent;
    }

    /**
     * Time of the next packet if it is {@link #loaded}, otherwise a time before which no packet
     * comes. {@link Long#MIN_VALUE} if that is unknown.
     */
    long orderNanos() {
        return orderNanos;
    }

    /** Finds the next packet. Afterwards the sequence is loaded or has ended. */
    void load() throws IOException {
        CaptureFile file = nextFile();
        while (file != null) {
            if (file.hasNext()) {
                if (file.timeNanos() != TimeText.OUT_OF_RANGE) {
                    orderNanos = file.timeNanos();
                }
                loaded = true;
                silent = false;
                return;
            }
            if (file.silent() && !stopped) {
                loaded = true;
                silent = true;
                return;
            }
            remove();
            file = nextFile();
        }
        if (awaitsFile()) {
            loaded = true;
            silent = true;
        }
    }

    private CaptureFile nextFile() throws IOException {
        String path = files.isEmpty() && growing != null ? growing.next() : null;
        if (path != null) {
            CaptureFile file = newFile.apply(path);
            file.growsWith(growing);
            files.add(file);
        }
        return files.peek();
    }

    private void remove() throws IOException {
        CaptureFile file = files.remove();
        truncated += file.truncated() ? 1 : 0;
        file.close();
        if (growing != null) {
            growing.finish(file.path());
        }
    }

    /**
     * Decodes packets of the current file.
     *
     * @return number of packets read
     */
    int read(
            PacketBatch batch,
            FrameHandler handler,
            int most,
            long untilNanos,
            IntFunction<BpfProgram> filter) {
        loaded = false;
        return files.element().read(batch, handler, most, untilNanos, filter);
    }

    /** Looks again whether something has arrived. */
    void lookAgain() {
        if (silent) {
            loaded = false;
            silent = false;
        }
    }

    /** Ends the sequence after what a pipe or a file that grows has already delivered. */
    void stop() throws IOException {
        stopped = true;
        loaded = false;
        silent = false;
        if (growing != null) {
            growing.stop();
        }
        boolean more = !files.isEmpty() && files.element().stop();
        while (files.size() > (more ? 1 : 0)) {
            CaptureFile last = files.removeLast();
            truncated += last.truncated() ? 1 : 0;
            last.close();
        }
    }

    /** Number of files that turned out to be truncated or damaged since the last call. */
    int takeTruncated() {
        int count = truncated;
        truncated = 0;
        return count;
    }

    @Override
    public void close() throws IOException {
        for (CaptureFile file : files) {
            file.close();
        }
        files.clear();
    }
}
