package io.ringflow.cli.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one run has left in a directory. Read only; another process may be writing.
 *
 * <pre>
 *  run.json        the run's settings, written at its start
 *  snapshot.json   size and checksum of each file of the newest snapshot
 *  savepoint-…/    made when the run stopped
 *  checkpoints/    made while it ran: the job's id, then chk-N
 * </pre>
 */
final class KeptState {

    static final String RUN = "run.json";
    static final String SNAPSHOT = "snapshot.json";
    static final String CHECKPOINTS = "checkpoints";

    private final Path directory;
    private final RunSettings settings;
    private final JsonNode description;
    private final List<Snapshot> snapshots;

    private KeptState(
            Path directory, RunSettings settings, JsonNode description, List<Snapshot> snapshots) {
        this.directory = directory;
        this.settings = settings;
        this.description = description;
        this.snapshots = snapshots;
    }

    /** Reads a directory, which need not exist. */
    static KeptState in(Path directory) throws IOException {
        return new KeptState(
                directory,
                settings(directory.resolve(RUN)),
                description(directory.resolve(SNAPSHOT)),
                Snapshot.in(directory));
    }

    private static RunSettings settings(Path file) {
        try {
            return Files.exists(file) ? RunSettings.of(StateFiles.read(file)) : null;
        } catch (IOException e) {
            return null; // reported as damaged
        }
    }

    private static JsonNode description(Path file) {
        try {
            return Files.exists(file) ? StateFiles.read(file) : null;
        } catch (IOException e) {
            return StateFiles.json().createObjectNode(); // describes no snapshot: damaged
        }
    }

    /** Returns true if no run has left anything, not even the attempt of a snapshot. */
    boolean isEmpty() throws IOException {
        return StateFiles.entries(directory).isEmpty();
    }

    /**
     * Returns true if the run ended before its first snapshot, so that there is nothing to lose.
     */
    boolean hasNoSnapshot() {
        return snapshots.isEmpty() && description == null;
    }

    /** Returns the newest complete snapshot. */
    Optional<Snapshot> newest() {
        return snapshots.stream().findFirst();
    }

    Optional<RunSettings> settings() {
        return Optional.ofNullable(settings);
    }

    /** Returns the number of open flows at the newest snapshot, or -1 if it is unknown. */
    long openFlows() {
        return description == null ? -1 : description.path(StateStore.OPEN_FLOWS).asLong(-1);
    }

    long bytes() throws IOException {
        return StateFiles.bytes(directory);
    }

    /** Returns what is damaged or missing; reads all of the snapshot. */
    List<String> damage() throws IOException {
        List<String> damage = new ArrayList<>();
        if (settings == null) {
            damage.add(RUN + " is missing or damaged");
        }
        Optional<Snapshot> newest = newest();
        if (newest.isEmpty()) {
            if (description != null) {
                damage.add("the snapshot that " + SNAPSHOT + " describes is missing");
            }
        } else if (description != null && newest.get().isDescribedBy(description, directory)) {
            newest.get()
                    .damaged(description)
                    .forEach(file -> damage.add(file + " is damaged or missing"));
        } else if (description != null && !isOlderThan(newest.get())) {
            damage.add("the snapshot that " + SNAPSHOT + " describes is missing");
        }
        return damage;
    }

    /** A process that is killed may have completed a snapshot that it has not described yet. */
    private boolean isOlderThan(Snapshot newest) {
        try {
            return Instant.parse(description.path("time").asText()).isBefore(newest.time());
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
