package io.ringflow.cli.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.model.text.IoReason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directory in which {@code run} keeps its state, locked by this process. In it are the state
 * of the current or last run ({@value #CURRENT}) and at most one older state that was put aside
 * ({@value #ASIDE}). Owned and closed by the command that opens it. Not thread-safe.
 */
public final class StateStore implements AutoCloseable {

    static final String CURRENT = "current";
    static final String ASIDE = "aside";
    static final String OPEN_FLOWS = "openFlows";
    private static final String LOCK = "lock";

    private final Path root;
    private final FileChannel lock;

    private StateStore(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Makes the directory if it does not exist, and locks it.
     *
     * @throws CommandFailure if it can't be written or another process has locked it
     */
    public static StateStore open(Path root) {
        try {
            StateFiles.makePrivate(root);
            FileChannel channel =
                    FileChannel.open(
                            root.resolve(LOCK),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE);
            if (!lock(channel)) {
                String holder = holder(channel);
                channel.close();
                throw CommandFailure.wrong(
                        root
                                + ": process "
                                + holder
                                + " keeps its state there; stop it, or give this one another"
                                + " directory with -Dstate.dir=DIR");
            }
            channel.truncate(0);
            String pid = ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)), 0);
            return new StateStore(root, channel);
        } catch (IOException e) {
            throw unwritable(root, e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock taken = channel.tryLock();
            return taken != null;
        } catch (OverlappingFileLockException e) {
            return false; // this process has it
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer text = ByteBuffer.allocate(20);
        channel.read(text, 0);
        return new String(text.array(), 0, text.position(), StandardCharsets.US_ASCII).strip();
    }

    private static CommandFailure unwritable(Path root, IOException e) {
        return CommandFailure.wrong(
                root
                        + ": the state can't be written there: "
                        + IoReason.of(e)
                        + "; set state.dir to a directory of this user, or to \"\" to keep nothing"
                        + " between runs");
    }

    /** Returns the id of the process that has locked a directory, or empty if none has. */
    public static Optional<String> user(Path root) {
        Path file = root.resolve(LOCK);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return lock(channel) ? Optional.empty() : Optional.of(holder(channel));
        } catch (IOException e) {
            return Optional.empty(); // whoever can't read it can't use it either
        }
    }

    /** Returns the directory. */
    public Path root() {
        return root;
    }

    private Path current() {
        return root.resolve(CURRENT);
    }

    /** Returns the directory for savepoints. */
    public Path savepoints() {
        return current();
    }

    /** Returns the directory for the checkpoints of all jobs. */
    public Path checkpoints() {
        return current().resolve(KeptState.CHECKPOINTS);
    }

    /**
     * Finds what a run with these settings goes on from.
     *
     * @throws CommandFailure if there is a state that it can't go on from
     */
    public Continuation continuation(RunSettings now) {
        try {
            KeptState kept = KeptState.in(current());
            if (kept.isEmpty()) {
                return Continuation.NONE;
            }
            List<String> obstacles = obstacles(kept, now);
            if (!obstacles.isEmpty()) {
                throw refusal(root, obstacles);
            }
            return Continuation.of(kept, now);
        } catch (IOException e) {
            throw refusal(root, List.of("it can't be read: " + IoReason.of(e)));
        }
    }

    static List<String> obstacles(KeptState kept, RunSettings now) throws IOException {
        List<String> obstacles = new ArrayList<>();
        if (!kept.hasNoSnapshot()) {
            obstacles.addAll(kept.damage());
            kept.settings().ifPresent(earlier -> obstacles.addAll(now.obstacles(earlier)));
        }
        return obstacles;
    }

    /** Returns the failure for a state from which a run can't go on. */
    public static CommandFailure refusal(Path root, List<String> obstacles) {
        List<String> lines = new ArrayList<>();
        lines.add(root + ": can't go on from the last run's state:");
        obstacles.forEach(obstacle -> lines.add("  " + obstacle));
        lines.add(
                "\"ringflow run --fresh\" starts anew and keeps this state aside; \"ringflow state"
                        + " move DIR\" moves it to another directory");
        return CommandFailure.wrong(lines);
    }

    /**
     * Puts the state of the last run aside, in place of one that was put aside before.
     *
     * @return where it is now; empty if there is no state
     */
    public Optional<Path> putAside() {
        try {
            if (KeptState.in(current()).hasNoSnapshot()) {
                StateFiles.delete(current());
                return Optional.empty();
            }
            Path aside = root.resolve(ASIDE);
            StateFiles.delete(aside);
            StateFiles.move(current(), aside);
            return Optional.of(aside);
        } catch (IOException e) {
            throw unwritable(root, e);
        }
    }

    /**
     * Moves the state of the last run to another directory, which can be given as {@code
     * state.dir}.
     *
     * @return false if there is no state
     */
    boolean moveTo(Path other) {
        try {
            if (KeptState.in(current()).isEmpty()) {
                return false;
            }
            if (!StateFiles.entries(other.resolve(CURRENT)).isEmpty()) {
                throw CommandFailure.wrong(other + ": has a state already; give another directory");
            }
            StateFiles.makePrivate(other);
            StateFiles.delete(other.resolve(CURRENT));
            StateFiles.move(current(), other.resolve(CURRENT));
            return true;
        } catch (IOException e) {
            throw unwritable(other, e);
        }
    }

    /** A run starts; what it goes on from stays until its first snapshot is complete. */
    public void started(RunSettings settings) {
        try {
            StateFiles.makePrivate(current());
            Files.createDirectories(checkpoints());
            StateFiles.write(current().resolve(KeptState.RUN), settings.toJson());
        } catch (IOException e) {
            throw unwritable(root, e);
        }
    }

    /**
     * Describes a snapshot that is complete and deletes everything older.
     *
     * @param directory the snapshot's directory
     * @param openFlows number of open flows; -1 if unknown
     * @throws IOException also if Flink has replaced the snapshot meanwhile
     */
    public void completed(Path directory, long openFlows) throws IOException {
        Snapshot snapshot =
                new Snapshot(
                        directory,
                        Files.getLastModifiedTime(directory.resolve("_metadata")).toInstant());
        ObjectNode json = snapshot.describe(current());
        if (openFlows >= 0) {
            json.put(OPEN_FLOWS, openFlows);
        }
        StateFiles.write(current().resolve(KeptState.SNAPSHOT), json);
        for (Path entry : StateFiles.entries(current())) {
            if (Files.isDirectory(entry)
                    && !directory.startsWith(entry)
                    && !entry.equals(checkpoints())) {
                StateFiles.delete(entry);
            }
        }
        for (Path job : StateFiles.entries(checkpoints())) {
            if (!directory.startsWith(job)) {
                StateFiles.delete(job);
                continue;
            }
            // Failed checkpoints leave empty directories.
            for (Path other : StateFiles.entries(job)) {
                if (Snapshot.number(other) < Snapshot.number(directory)) {
                    StateFiles.delete(other);
                }
            }
        }
    }

    /** Releases the lock. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // The process ends and with it the lock.
        }
    }
}
