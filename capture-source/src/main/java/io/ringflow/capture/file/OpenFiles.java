package io.ringflow.capture.file;

import io.ringflow.capture.CaptureException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Bounds the number of capture files that a reader has open. If more of them overlap in time, the
 * file that was not used for longest is closed until it is read next. Not thread-safe.
 */
public final class OpenFiles {

    private static final int MOST = 256;
    private static final int FEWEST = 8;

    /** With more files than this, each gets a small window. */
    private static final int LARGE_WINDOWS = 16;

    private final int most;
    private final int window;

    /** The open files; the one that was used last comes last. */
    private final Set<CaptureFile> open = new LinkedHashSet<>();

    private CaptureFile last;

    /**
     * The bound of one of several readers in a process.
     *
     * @param files number of files of the job
     * @param readers number of readers that share the process's file descriptors
     */
    public static OpenFiles of(int files, int readers) {
        return new OpenFiles(
                Math.max(FEWEST, MOST / readers),
                files > LARGE_WINDOWS ? CaptureFiles.SMALL_WINDOW : CaptureFiles.WINDOW);
    }

    /**
     * A bound.
     *
     * @param most number of files that may be open
     * @param window size of the window in which each is read, in bytes
     */
    OpenFiles(int most, int window) {
        this.most = most;
        this.window = window;
    }

    /** Size of the window in which a file is read, in bytes. */
    int window() {
        return window;
    }

    /** Takes note that a file is open and about to be read. */
    @SuppressWarnings("ReferenceEquality") // the same file, not an equal one
    void used(CaptureFile file) {
        if (file == last) {
            return;
        }
        last = file;
        open.remove(file);
        open.add(file);
        if (open.size() > most) {
            suspendOne();
        }
    }

    private void suspendOne() {
        for (Iterator<CaptureFile> i = open.iterator(); i.hasNext(); ) {
            CaptureFile file = i.next();
            if (!file.equals(last) && file.suspend()) {
                i.remove();
                return;
            }
        }
        throw new CaptureException(
                "more than "
                        + most
                        + " compressed files or pipes overlap in time; decompress them, or replay"
                        + " fewer at once");
    }

    /** Takes note that a file was closed. */
    void closed(CaptureFile file) {
        open.remove(file);
        if (file.equals(last)) {
            last = null;
        }
    }
}
