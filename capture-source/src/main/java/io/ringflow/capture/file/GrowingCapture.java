package io.ringflow.capture.file;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A capture that is still being written, to one file or to files that rotate. Finds the file that
 * continues it after another one: the same path if the program has started it again, or the next
 * name of a rotation ({@link RotatedName}). Not thread-safe.
 */
final class GrowingCapture {

    /** A file that may be the next one. */
    private record Candidate(String path, RotatedName name, FileTime changed) {}

    /** What is read at most after reading was stopped, so that stopping takes little time. */
    private static final long MOST_AFTER_STOP = 64 << 20;

    /** What even an empty file counts, so that stopping ends while files are still made. */
    private static final long FILE_AFTER_STOP = 64 << 10;

    private static final Pattern NUMBERS = Pattern.compile("[0-9]");

    /** When the files that have been read were changed last. */
    private final Map<String, FileTime> read = new HashMap<>();

    private String path;
    private FileTime changed = FileTime.fromMillis(0);

    private boolean stopped;
    private long bytesAfterStop = MOST_AFTER_STOP;

    /** Null until the file is open, and if it is compressed and so doesn't grow. */
    private GrowingFile file;

    /** Takes note of the file that is read from now on, and is the newest one. */
    void start(String newest) throws IOException {
        path = newest;
        file = null;
        changed = changed(Path.of(newest));
    }

    /** Takes note that a file has been read to its end. */
    void finish(String ended) throws IOException {
        read.put(ended, changed(Path.of(ended)));
    }

    /** Opens the newest file, which is not compressed. */
    GrowingFile open() throws IOException {
        file = new GrowingFile(Path.of(path), this);
        return file;
    }

    /** Declares that only what has been written so far is read from now on. */
    void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    /** Returns true if that many bytes may still be read of a file although reading was stopped. */
    boolean readsAfterStop(long bytes) {
        bytesAfterStop -= Math.max(bytes, FILE_AFTER_STOP);
        return bytesAfterStop >= 0;
    }

    private FileTime changed(Path of) throws IOException {
        try {
            return Files.getLastModifiedTime(of);
        } catch (NoSuchFileException e) {
            return changed;
        }
    }

    /** The file that continues the capture after the newest one; null if there is none yet. */
    String next() throws IOException {
        if (bytesAfterStop < 0) {
            return null;
        }
        if (file != null && file.replaced()) {
            return path;
        }
        RotatedName current = RotatedName.of(path);
        if (current == null) {
            return null;
        }
        changed = changed(Path.of(path));
        Path folder = Path.of(path).toAbsolutePath().getParent();
        String prefix = NUMBERS.split(InputPath.fileName(path), 2)[0];
        Candidate next = null;
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(folder, entry -> startsWith(entry, prefix))) {
            for (Path entry : entries) {
                Candidate candidate = candidate(entry, current);
                if (candidate != null && (next == null || isBefore(candidate, next, current))) {
                    next = candidate;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // Files can be read in a folder that can't be listed, but not be found there.
            return null;
        }
        return next == null ? null : next.path();
    }

    /** Spares most files of a large folder a closer look. */
    private static boolean startsWith(Path entry, String prefix) {
        return InputPath.fileName(entry.toString()).startsWith(prefix);
    }

    /** Returns null if an entry of the folder can't continue the capture. */
    private Candidate candidate(Path entry, RotatedName current) throws IOException {
        String sibling = Path.of(path).resolveSibling(entry.getFileName()).toString();
        RotatedName name = RotatedName.of(sibling);
        if (name == null
                || !name.stemKey().equals(current.stemKey())
                || name.position() == current.position()
                || RotatedName.isCompressed(sibling)
                || !Files.isRegularFile(entry)) {
            return null;
        }
        FileTime time = Files.getLastModifiedTime(entry);
        FileTime known = read.get(sibling);
        // Files of earlier captures lie around, and a ring of files starts again at the first one.
        boolean fresh =
                known != null
                        ? time.compareTo(known) > 0
                        : name.position() > current.position()
                                ? time.compareTo(changed) >= 0
                                : !name.timed() && time.compareTo(changed) > 0;
        return fresh ? new Candidate(sibling, name, time) : null;
    }

    /** Returns true if one file of a ring comes before another, seen from the current one. */
    private static boolean isBefore(Candidate one, Candidate other, RotatedName current) {
        boolean oneAhead = one.name().position() > current.position();
        boolean otherAhead = other.name().position() > current.position();
        return oneAhead == otherAhead ? one.name().position() < other.name().position() : oneAhead;
    }
}
