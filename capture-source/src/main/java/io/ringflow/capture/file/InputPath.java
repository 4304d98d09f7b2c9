package io.ringflow.capture.file;

import io.ringflow.capture.CaptureException;
import io.ringflow.capture.FileCapture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;

/**
 * Where an input is, and of what kind.
 *
 * @param given as users wrote it
 * @param path where the file system has it, standard input too
 */
record InputPath(String given, Path path) {

    private static final Path STANDARD_INPUT = Path.of("/proc/self/fd/0");

    /** Names of standard input, which is read by its descriptor: a socket can't be opened anew. */
    private static final Set<String> STANDARD_INPUT_NAMES =
            Set.of(FileCapture.STANDARD_INPUT, "/dev/stdin", "/dev/fd/0", "/proc/self/fd/0");

    static InputPath of(String given) {
        return new InputPath(
                given, STANDARD_INPUT_NAMES.contains(given) ? STANDARD_INPUT : Path.of(given));
    }

    boolean isStandardInput() {
        return path == STANDARD_INPUT;
    }

    /** True for a file that can be read as often as needed, and never waits. */
    boolean isRegular() {
        return Files.isRegularFile(path);
    }

    /** For people. */
    String name() {
        return isStandardInput() ? "standard input" : given;
    }

    /** What makes two paths the same input. */
    Object key() throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path : key;
    }

    boolean isTerminal() {
        try {
            String real = path.toRealPath().toString();
            return real.startsWith("/dev/pts/")
                    || real.startsWith("/dev/tty")
                    || real.equals("/dev/console");
        } catch (IOException e) {
            // Pipes and sockets have no path.
            return false;
        }
    }

    /**
     * Makes sure that it is there and may be read, and is something that has a capture.
     *
     * @throws CaptureException if not
     */
    void check() {
        if (isTerminal()) {
            throw new CaptureException(
                    name() + ": is a terminal, which has no packets; pipe a capture into it");
        }
        if (Files.isDirectory(path)) {
            throw new CaptureException(name() + ": a directory, not a capture file");
        }
        if (!isStandardInput() && Files.exists(path) && !Files.isReadable(path)) {
            throw new CaptureException(name() + ": cannot be read: permission denied");
        }
    }
}
