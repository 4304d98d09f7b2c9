package io.ringflow.cli;

import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.model.text.IoReason;
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
 * The directory for all temporary files of this process: Flink's files and unpacked native
 * libraries. Only this user can read it. The process holds a lock in it and removes it at the end;
 * if the process is killed, the next one of the same user removes it. Thread-safe.
 */
final class PrivateDirectory {

    private static final String PROPERTY = "java.io.tmpdir";
    private static final String PREFIX = "ringflow-";
    private static final Pattern NAME = Pattern.compile(PREFIX + "([0-9]+)-.*");
    private static final String LOCK = "lock";
    private static final int ATTEMPTS = 5;

    private final Path path;

    /** Open as long as the process lives, because closing it would release the lock. */
    @SuppressWarnings("unused")
    private final FileChannel lock;

    private PrivateDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the directory and sets it as the temporary directory of this process. Must be called
     * before any library is loaded that uses temporary files.
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
            // zstd-jni would use the temporary directory that the JVM was started with.
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
            // The JVM is shutting down already: it was asked to stop before signals were handled.
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
            // A stale directory is no reason not to start.
        }
    }

    /**
     * Returns true if the directory's process is gone, which its lock shows. The process id
     * protects only directories that are not locked yet. It says nothing if it equals this
     * process's own, which happens after a container's restart.
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
            return false; // not made by Ringflow, although the name matches
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
            return channel.tryLock() != null;
        }
    }

    /** Removes the directory and its content. */
    void remove() {
        try {
            delete(path);
        } catch (IOException e) {
            // The next process of this user removes it.
        }
    }

    /** Tolerates that Flink removes files of the directory at the same time. */
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
                // The next attempt removes it.
            }
            return FileVisitResult.CONTINUE;
        }
    }
}
