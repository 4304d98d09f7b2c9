package io.ringflow.history.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compacts the hours of a history that are over, and removes those that are too old or too much. A
 * crash at any point leaves each flow in exactly one file that counts. Used by one thread of all
 * processes.
 */
final class HistoryCare {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryCare.class);

    /** Flows of an hour still come for a while. */
    private static final Duration LATE = Duration.ofMinutes(5);

    /** Who reads a replaced file is done after this time. */
    private static final Duration READERS = Duration.ofMinutes(10);

    /** How often rows of flows that had not ended are merged. */
    private static final Duration MERGES = Duration.ofHours(1);

    private static final String MEMORY = "512MB";

    private final Path flows;
    private final HistoryFiles files;
    private final Duration age;
    private final long bytes;
    private long removedHours;

    /**
     * Creates the care of a directory.
     *
     * @param age how long flows are kept
     * @param bytes how much the files may take up
     */
    HistoryCare(Path directory, Duration age, long bytes) {
        this.flows = HistoryFiles.flows(directory);
        this.files = new HistoryFiles(directory);
        this.age = age;
        this.bytes = bytes;
    }

    Path hidden() {
        return flows.resolve(Commit.HIDDEN);
    }

    /** Hours that were removed since this object was made. */
    long removedHours() {
        return removedHours;
    }

    /** Does all that is due. */
    void round(Instant now) throws IOException {
        Files.createDirectories(hidden());
        for (Path leftOver : HistoryFiles.list(hidden(), "removed-*")) {
            DurableFiles.removeTree(leftOver);
        }
        expire(now);
        for (Map.Entry<Partition, Path> hour : files.hours().entrySet()) {
            if (hour.getKey().end().plus(LATE).isBefore(now)) {
                removeReplaced(hour.getValue(), now);
                compact(hour.getValue());
            }
        }
        Path updates = files.updates().directory();
        if (Files.exists(updates)) {
            removeReplaced(updates, now);
            mergeUpdates(now);
        }
    }

    /** Removes, once an hour, the rows of flows that have ended, that are old or superseded. */
    private void mergeUpdates(Instant now) throws IOException {
        HistoryUpdates updates = files.updates();
        List<Path> parts = updates.files();
        if (parts.isEmpty() || updates.mergedAt().plus(MERGES).isAfter(now)) {
            return;
        }
        String newest = HistoryUpdates.newest(parts, files.writtenSince(updates.checkedUntil()));
        String select =
                "SELECT * FROM (" + newest + ") WHERE lastSeen >= TIMESTAMPTZ '" + now.minus(age);
        Path directory = updates.directory();
        replace(directory, parts, (writer, file) -> writer.selectSorted(select + "'", file));
    }

    /** Writes one file from several. */
    @FunctionalInterface
    private interface Merge {
        void write(FlowParts writer, Path file) throws IOException;
    }

    private void expire(Instant now) throws IOException {
        NavigableMap<Partition, Path> hours = files.hours();
        TreeMap<Partition, Long> sizes = new TreeMap<>();
        long total = 0;
        for (Map.Entry<Partition, Path> hour : hours.entrySet()) {
            long size = size(hour.getValue());
            sizes.put(hour.getKey(), size);
            total += size;
        }
        Partition current = Partition.of(now);
        for (Map.Entry<Partition, Path> hour : hours.entrySet()) {
            Partition partition = hour.getKey();
            boolean old = partition.end().isBefore(now.minus(age));
            boolean tooMuch = total > bytes && partition.compareTo(current) < 0;
            if (old || tooMuch) {
                remove(partition, hour.getValue(), old ? "keep.age" : "keep.size");
                total -= sizes.get(partition);
            }
        }
    }

    private void remove(Partition partition, Path directory, String setting) throws IOException {
        Path removed = hidden().resolve("removed-" + partition.hour());
        DurableFiles.removeTree(removed);
        DurableFiles.move(directory, removed);
        DurableFiles.removeTree(removed);
        removedHours++;
        LOG.info(
                "history: removed the hour of {}, because of history.{}",
                partition.start(),
                setting);
        try (DirectoryStream<Path> rest = Files.newDirectoryStream(directory.getParent())) {
            if (!rest.iterator().hasNext()) {
                Files.deleteIfExists(directory.getParent());
            }
        }
    }

    private void compact(Path hour) throws IOException {
        List<Path> parts = HistoryFiles.in(hour);
        if (parts.size() > 1) {
            replace(hour, parts, (writer, file) -> writer.mergeSorted(parts, file));
        }
    }

    private void replace(Path hour, List<Path> parts, Merge merge) throws IOException {
        long number = 0;
        for (Path old : HistoryFiles.list(hour, HistoryFiles.COMPACTED + "*.parquet")) {
            number = Math.max(number, number(old));
        }
        String name = HistoryFiles.COMPACTED + (number + 1) + ".parquet";
        Path merged = hidden().resolve("compacted");
        try (FlowParts writer = FlowParts.open(MEMORY, hidden().resolve("spill"))) {
            merge.write(writer, merged);
        }
        DurableFiles.sync(merged);
        DurableFiles.move(merged, hour.resolve(name));
        DurableFiles.write(hour.resolve(HistoryFiles.REPLACED), replaced(hour, name, parts));
        LOG.debug("history: {} files of {} are one now", parts.size(), hour);
    }

    /** The compacted file, what it replaces, and what was replaced before and is still there. */
    private static List<String> replaced(Path hour, String compacted, List<Path> parts)
            throws IOException {
        List<String> names = new ArrayList<>();
        names.add(compacted);
        parts.forEach(part -> names.add(part.getFileName().toString()));
        for (String name : DurableFiles.read(hour.resolve(HistoryFiles.REPLACED))) {
            if (!names.contains(name) && Files.exists(hour.resolve(name))) {
                names.add(name);
            }
        }
        return names;
    }

    private static long number(Path compacted) {
        String digits = compacted.getFileName().toString().replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    private static void removeReplaced(Path hour, Instant now) throws IOException {
        Path replaced = hour.resolve(HistoryFiles.REPLACED);
        if (!Files.exists(replaced)
                || Files.getLastModifiedTime(replaced).toInstant().plus(READERS).isAfter(now)) {
            return;
        }
        List<Path> counting = HistoryFiles.in(hour);
        for (Path file : HistoryFiles.list(hour, "*.parquet")) {
            boolean named =
                    DurableFiles.read(replaced).contains(file.getFileName().toString())
                            || file.getFileName().toString().startsWith(HistoryFiles.COMPACTED);
            if (named && !counting.contains(file)) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static long size(Path hour) throws IOException {
        long size = 0;
        for (Path file : HistoryFiles.list(hour, "*")) {
            try {
                size += Files.size(file);
            } catch (NoSuchFileException e) {
                // Just removed.
            }
        }
        return size;
    }
}
