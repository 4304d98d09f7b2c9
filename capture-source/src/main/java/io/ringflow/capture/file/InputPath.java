package io.ringflow.capture.file;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.FileCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * The path of an input, which may be standard input.
 *
 * @param given the path as the user wrote it
 * @param path the path in the file system
 */
record InputPath(String given, Path path) {

    private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");

    /**
     * Names of standard input. It is read through its descriptor, because a socket can't be opened
     * again by its path.
     */
    private static final Set<String> STANDARD_INPUT_NAMES =
            Set.of(FileCapture.STANDARD_INPUT, "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");

    static InputPath of(String given) {
        return new InputPath(
                given, STANDARD_INPUT_NAMES.contains(given) ? STANDARD_INPUT : Path.of(given));
    }

    /** The last element of a path, or all of it if it has none. */
    static String fileName(String path) {
        Path name = Path.of(path).getFileName();
        return name == null ? path : name.toString();
    }

    boolean isStandardInput() {
        return path == STANDARD_INPUT;
    }

    /** Returns true for a file that can be read repeatedly and without waiting. */
    boolean isRegular() {
        return Files.isRegularFile(path);
    }

    /** The name to show to users. */
    String name() {
        return isStandardInput() ? "standard input" : given;
    }

    /** A key that is equal for paths of the same file. */
    Object key() throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path : key;
    }

    boolean isTerminal() {
        try {
            String realPath = path.toRealPath().toString();
            return realPath.startsWith("/dev/pts/")
                    || realPath.startsWith("/dev/tty")
                    || realPath.equals("/dev/console");
        } catch (IOException e) {
            // Pipes and sockets have no real path.
            return false;
        }
    }

    /**
     * Checks that the input may be read and is not a terminal or a directory.
     *
     * @throws CaptureException if the check fails
     */
    void check() {
        if (isTerminal()) {
            throw new CaptureException(name() + ": is a terminal; pipe a capture into it");
        }
        if (Files.isDirectory(path)) {
            throw new CaptureException(name() + ": a directory, not a capture file");
        }
        if (!isStandardInput() && Files.exists(path) && !Files.isReadable(path)) {
            throw new CaptureException(name() + ": can't be read: permission denied");
        }
    }
}
