package io.ringflow.history.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A savepoint that an earlier build has written goes on at any parallelism, or is refused by name.
 * {@code -Dringflow.savepoint.write=true} keeps one of today's build. Needs a mini cluster.
 */
@Timeout(600)
@Execution(ExecutionMode.SAME_THREAD)
@SuppressWarnings("try") // close waits for the job
class RestoredStateIT {

    private static final String JOB = "replay";

    private static final Set<String> WINDOWS =
            Set.of(
                    "window-contents",
                    "_timer_state/event_window-timers",
                    "_timer_state/processing_window-timers");

    /** The names of the states by the uids of their operators. */
    private static final Map<String, Set<String>> STATES =
            Map.of(
                    "capture",
                    Set.of("SourceReaderState"),
                    "capture-tracker",
                    withTimers("capture"),
                    "flow-tracker",
                    withTimers("shard"),
                    "rollup-1s",
                    WINDOWS,
                    "rollup-1min",
                    WINDOWS,
                    "rollup-1h",
                    WINDOWS,
                    "rollup-store",
                    Set.of("SECOND", "MINUTE", "HOUR"),
                    "export-writer-history-caa2355d", // with the hash of the directory
                    Set.of("queues"));

    @TempDir Path directory;

    private static Set<String> withTimers(String state) {
        return Set.of(
                state, "_timer_state/event_user-timers", "_timer_state/processing_user-timers");
    }

    static List<KeptSavepoint> kept() throws IOException {
        return KeptSavepoint.all(JOB);
    }

    @BeforeEach
    void removeScratch() throws IOException {
        DurableFiles.removeTree(SavedReplay.SCRATCH);
    }

    @Test
    void savepointHasTheStatesOfTheJobAndTheNewestKeptOneItsFormats() throws Exception {
        Path savepoint = SavedReplay.save();
        assertThat(SavepointContents.states(savepoint)).isEqualTo(STATES);
        assertThat(SavepointContents.keyGroups(savepoint)).containsExactly(1024);
        if (Boolean.getBoolean("ringflow.savepoint.write")) {
            KeptSavepoint.keep(JOB, savepoint);
        }
        assertThat(kept().getLast().versions())
                .as("run with -Dringflow.savepoint.write=true, which keeps one with today's")
                .isEqualTo(KeptSavepoint.versionsOfToday());
    }

    @ParameterizedTest
    @MethodSource("kept")
    void keptSavepointGoesOnOrIsRefusedByName(KeptSavepoint kept) throws Exception {
        Path savepoint = kept.unpack(directory.resolve("savepoint"));
        if (!kept.readable()) {
            refuses(savepoint, "written by an older Ringflow");
            return;
        }
        SavedReplay.Seen expected = SavedReplay.uninterrupted();
        assertThat(expected.exported()).hasSizeGreaterThan(100);
        for (int parallelism : new int[] {1, 3}) {
            try (SavedReplay replay = SavedReplay.restored(savepoint, parallelism)) {
                SavedReplay.Seen seen = replay.finish(SavedReplay.HISTORY);
                assertThat(seen.totals()).isEqualTo(expected.totals());
                assertThat(seen.capture()).isEqualTo(expected.capture());
                assertThat(seen.hours()).isEqualTo(expected.hours());
                assertThat(seen.flows()).isEqualTo(expected.flows());
                assertThat(seen.exported()).isEqualTo(expected.exported());
            }
            DurableFiles.removeTree(SavedReplay.HISTORY);
        }
    }

    @Test
    void savepointWithShardsOfAnOlderVersionIsRefusedByName() throws Exception {
        Path savepoint = kept().getLast().unpack(directory.resolve("savepoint"));
        int changed = 0;
        try (Stream<Path> files = Files.list(savepoint)) {
            for (Path file : files.toList()) {
                byte[] bytes = Files.readAllBytes(file);
                changed += makeShardsOlder(bytes);
                Files.write(file, bytes);
            }
        }
        assertThat(changed).isPositive();
        refuses(
                savepoint,
                "FlowShardSerializer reads versions 4 to 4, but the data has version 3: it was"
                        + " written by an older Ringflow");
    }

    /** A shard starts with its version and the time up to which it is complete. */
    private static int makeShardsOlder(byte[] bytes) {
        byte[] start = {4, 0x17, (byte) 0x97};
        int changed = 0;
        for (int i = 0; i + start.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + start.length, start, 0, start.length)) {
                bytes[i]--;
                changed++;
            }
        }
        return changed;
    }

    private static void refuses(Path savepoint, String reason) throws Exception {
        try (SavedReplay replay = SavedReplay.restored(savepoint, 2)) {
            assertThatThrownBy(replay::join).rootCause().hasMessageEndingWith(reason);
        }
    }
}
