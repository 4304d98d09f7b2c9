package io.ringflow.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.cli.CommandRun;
import io.ringflow.cli.terminal.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateStoreTest {

    private static final RunSettings SETTINGS =
            new RunSettings("1", "a", List.of("eth0"), List.of("eth0"), Map.of("x", "1"));

    @TempDir Path directory;

    private Path root;

    @BeforeEach
    void chooseRoot() {
        root = directory.resolve("state");
    }

    private Path snapshot(String name, int seconds) throws IOException {
        Path path = Files.createDirectories(root.resolve("current").resolve(name));
        Files.writeString(path.resolve("shard-1"), "rows " + name);
        Path metadata = Files.writeString(path.resolve("_metadata"), "metadata " + name);
        Files.setLastModifiedTime(metadata, FileTime.from(Instant.ofEpochSecond(seconds)));
        return path;
    }

    /** Leaves what a run leaves that was stopped in order. */
    private Path stopped() throws IOException {
        try (StateStore store = StateStore.open(root)) {
            store.started(SETTINGS);
            Path savepoint = snapshot("savepoint-1", 100);
            store.completed(savepoint, 7);
            return savepoint;
        }
    }

    private Continuation continuation(RunSettings settings) {
        try (StateStore store = StateStore.open(root)) {
            return store.continuation(settings);
        }
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> continuation(SETTINGS))
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.status()).isEqualTo(2))
                .hasMessageContaining("can't go on from the last run's state")
                .hasMessageContaining(message)
                .hasMessageContaining("--fresh")
                .hasMessageContaining("state move");
    }

    @Test
    void firstRunStartsWithNothingInDirectoryOfItsUserOnly() throws Exception {
        assertThat(continuation(SETTINGS)).isEqualTo(Continuation.NONE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                .isEqualTo("rwx------");
    }

    @Test
    void nextRunGoesOnFromSavepoint() throws Exception {
        Path savepoint = stopped();
        Continuation continuation = continuation(SETTINGS);
        assertThat(continuation.from()).contains(savepoint);
        assertThat(continuation.text())
                .isEqualTo("going on from the savepoint of 1970-01-01T00:01:40Z, open flows: 7");
    }

    @Test
    void runKilledBeforeItsFirstCheckpointIsSaid() throws Exception {
        try (StateStore store = StateStore.open(root)) {
            store.started(SETTINGS);
        }
        RunSettings other = new RunSettings("2", "b", List.of(), List.of(), Map.of());
        assertThat(continuation(other).text()).contains("before its first checkpoint");
    }

    @Test
    void crashWhileSavepointIsWrittenLeavesCheckpoint() throws Exception {
        try (StateStore store = StateStore.open(root)) {
            store.started(SETTINGS);
            store.completed(snapshot("checkpoints/job/chk-3", 100), 7);
        }
        Path half = Files.createDirectories(root.resolve("current/savepoint-2"));
        Files.writeString(half.resolve("shard-1"), "half of the rows");
        assertThat(continuation(SETTINGS).from())
                .contains(root.resolve("current/checkpoints/job/chk-3"));
    }

    @Test
    void takesNewerCheckpointThatWasNotDescribedYet() throws Exception {
        try (StateStore store = StateStore.open(root)) {
            store.started(SETTINGS);
            store.completed(snapshot("checkpoints/job/chk-3", 100), 7);
        }
        Path newer = snapshot("checkpoints/job/chk-4", 110);
        assertThat(continuation(SETTINGS).from()).contains(newer);
    }

    @Test
    void completedSnapshotReplacesOlderOnes() throws Exception {
        stopped();
        try (StateStore store = StateStore.open(root)) {
            store.started(SETTINGS);
            snapshot("checkpoints/lost/chk-9", 90);
            store.completed(snapshot("checkpoints/job/chk-1", 200), 7);
        }
        assertThat(root.resolve("current/savepoint-1")).doesNotExist();
        assertThat(root.resolve("current/checkpoints/lost")).doesNotExist();
        assertThat(root.resolve("current/checkpoints/job/chk-1")).exists();
    }

    @Test
    void completedCheckpointReplacesWhatFailedOnesLeft() throws Exception {
        try (StateStore store = StateStore.open(root)) {
            store.started(SETTINGS);
            Path job = root.resolve("current/checkpoints/job");
            Files.createDirectories(job.resolve("chk-9"));
            Files.createDirectories(job.resolve("chk-11"));
            Files.createDirectories(job.resolve("shared"));
            store.completed(snapshot("checkpoints/job/chk-10", 200), 7);
            assertThat(job.toFile().list()).containsExactlyInAnyOrder("chk-10", "chk-11", "shared");
        }
    }

    @Test
    void refusesDamagedFile() throws Exception {
        Path file = stopped().resolve("shard-1");
        Files.writeString(file, "rowz savepoint-1");
        assertRefused("shard-1 is damaged or missing");
    }

    @Test
    void refusesMissingFileAndMissingSnapshot() throws Exception {
        Path savepoint = stopped();
        Files.delete(savepoint.resolve("shard-1"));
        assertRefused("shard-1 is damaged or missing");
        Files.delete(savepoint.resolve("_metadata"));
        assertRefused("the snapshot that snapshot.json describes is missing");
    }

    @Test
    void refusesDamagedDescriptions() throws Exception {
        stopped();
        Files.writeString(root.resolve("current/snapshot.json"), "{");
        assertRefused("the snapshot that snapshot.json describes is missing");
        Files.delete(root.resolve("current/run.json"));
        assertRefused("run.json is missing or damaged");
    }

    @Test
    void refusesOtherSettings() throws Exception {
        stopped();
        RunSettings other =
                new RunSettings("1", "a", List.of("eth0"), List.of("eth0"), Map.of("x", "2"));
        assertThatThrownBy(() -> continuation(other)).hasMessageContaining("x was 1 and is 2");
    }

    @Test
    void onlyOneProcessUsesDirectory() {
        try (StateStore store = StateStore.open(root)) {
            assertThat(store.root()).isEqualTo(root);
            assertThatThrownBy(() -> StateStore.open(root))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("process " + ProcessHandle.current().pid())
                    .hasMessageContaining("-Dstate.dir=DIR");
        }
        StateStore.open(root).close();
    }

    @Test
    void directoryThatCannotBeMadeIsRefused() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> StateStore.open(file.resolve("state")))
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.status()).isEqualTo(2))
                .hasMessageContaining("set state.dir");
    }

    @Test
    void oneStateIsKeptAside() throws Exception {
        stopped();
        try (StateStore store = StateStore.open(root)) {
            assertThat(store.putAside()).contains(root.resolve("aside"));
            assertThat(store.putAside()).isEmpty();
            assertThat(store.continuation(SETTINGS)).isEqualTo(Continuation.NONE);
        }
        stopped();
        try (StateStore store = StateStore.open(root)) {
            assertThat(store.putAside()).contains(root.resolve("aside"));
            store.started(SETTINGS);
            assertThat(store.putAside()).as("a run without snapshot replaces nothing").isEmpty();
        }
        assertThat(root.resolve("aside/savepoint-1/_metadata")).exists();
        assertThat(root.toFile().list()).containsExactlyInAnyOrder("aside", "lock");
    }

    @Test
    void commandsListAndMoveState() throws Exception {
        stopped();
        String option = "-Dstate.dir=" + root;
        CommandRun list = CommandRun.of("state", "list", option);
        assertThat(list.status()).isZero();
        assertThat(list.out())
                .contains("current", "savepoint", "1970-01-01T00:01:40Z", "7", "eth0");
        Path other = directory.resolve("other");
        CommandRun move = CommandRun.of("state", "move", other.toString(), option);
        assertThat(move.status()).as(move.err()).isZero();
        assertThat(move.err()).contains("-Dstate.dir=" + other);
        root = other;
        assertThat(continuation(SETTINGS).from()).contains(other.resolve("current/savepoint-1"));
        CommandRun again = CommandRun.of("state", "move", option);
        assertThat(again.err()).contains("nothing is kept there");
        CommandRun aside = CommandRun.of("state", "move", "-Dstate.dir=" + other);
        assertThat(aside.err()).contains("moved to " + other.resolve("aside"));
    }

    @Test
    void commandChecksWhetherRunWouldGoOn() throws Exception {
        String option = "-Dstate.dir=" + root;
        assertThat(CommandRun.of("state", "check", "-i", "lo", option).err())
                .contains("nothing is kept there");
        stopped();
        CommandRun check = CommandRun.of("state", "check", "-i", "lo", option);
        assertThat(check.status()).isEqualTo(2);
        assertThat(check.err()).contains("it is of version 1", "--fresh");
    }

    @Test
    void commandsNeedDirectory() {
        CommandRun list = CommandRun.of("state", "list", "-Dstate.dir=");
        assertThat(list.status()).isEqualTo(2);
        assertThat(list.err()).contains("state.dir is empty");
        assertThat(CommandRun.of("state").status()).isEqualTo(2);
    }
}
