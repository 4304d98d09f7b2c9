package io.ringflow.cli;

import io.ringflow.model.IoReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The one directory that holds what this process needs on disk while it runs: Flink's files and
 * native libraries that are unpacked. Nobody else can read it. It is named after the process, goes
 * with it, and is locked by it: what a killed process left is removed by the next one of the same
 * user. Thread-safe.
 */
final class PrivateDirectory {

    private static final String PROPERTY = "java.io.tmpdir";
    private static final String PREFIX = "ringflow-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]+)-.*");
    private static final String LOCK = "lock";
    private static final int ATTEMPTS = 5;

    private final Path path;

    /** Open as long as the process lives: closing it would give up the lock. */
    @SuppressWarnings("unused")
    private final FileChannel lock;

    private PrivateDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the directory, and has this process and its libraries use it for all temporary files.
     * Call it before any of them is loaded.
     *
     * @throws CommandFailure if the temporary directory can't be written
     */
    static PrivateDirectory use() {
        Path parent = Path.of(System.getProperty(PROPERTY));
        try {
            Path path =
                    Files.createTempDirectory(parent, PREFIX + ProcessHandle.current().pid() + "-");
            FileChannel lock = locked(path.resolve(LOCK));
            removeStale(parent, path);
            System.setProperty(PROPERTY, path.toString());
            // It asks for the temporary directory that the JVM was started with.
            System.setProperty("ZstdTempFolder", path.toString());
            PrivateDirectory directory = new PrivateDirectory(path, lock);
            directory.removeAtShutdown();
            return directory;
        } catch (IOException e) {
            throw CommandFailure.failed(
                    parent
                            + ": no directory can be made there for temporary files: "
                            + IoReason.of(e)
                            + "; set RINGFLOW_JAVA_OPTS=-Djava.io.tmpdir=DIR",
                    e);
        }
    }

    private void removeAtShutdown() {
        try {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(this::remove, "remove private directory"));
        } catch (IllegalStateException e) {
            // The process was asked to stop before it took the signals.
            remove();
        }
    }

    private static FileChannel locked(Path file) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var unused = channel.lock();
        return channel;
    }

    private static void removeStale(Path parent, Path own) {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path path : found) {
                if (!path.equals(own) && isStale(path, own)) {
                    delete(path);
                }
            }
        } catch (IOException e) {
            // A directory more is no reason not to start.
        }
    }

    /**
     * Whether its process is gone. The lock tells; the process id only protects a directory that is
     * being made, and means nothing if it is this process's own, as after a container's restart.
     */
    private static boolean isStale(Path path, Path own) throws IOException {
        Matcher name = NAME.matcher(path.getFileName().toString());
        if (!name.matches()
                || !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
                || !Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(own))) {
            return false;
        }
        long pid = Long.parseLong(name.group(1));
        if (pid != ProcessHandle.current().pid() && ProcessHandle.of(pid).isPresent()) {
            return false;
        }
        Path lock = path.resolve(LOCK);
        if (!Files.isRegularFile(lock, LinkOption.NOFOLLOW_LINKS)) {
            return false; // of another kind: a directory of the user's may have such a name
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        }
    }

    /** Removes the directory and all that is in it. */
    void remove() {
        try {
            delete(path);
        } catch (IOException e) {
            // The next process of this user removes it.
        }
    }

    /** Passes over what somebody else removes at the same time, as Flink does at its end. */
    private static void delete(Path directory) throws IOException {
        for (int i = 0; i < ATTEMPTS && Files.exists(directory); i++) {
            Files.walkFileTree(directory, new Deletion());
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            return deleted(file);
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, IOException e) {
            return deleted(directory);
        }

        private static FileVisitResult deleted(Path path) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // The next attempt finds it.
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
