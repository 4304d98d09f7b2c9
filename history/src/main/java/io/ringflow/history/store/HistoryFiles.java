package io.ringflow.history.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files of a history. Each hour's directory has parts as they were delivered, and at most one
 * compacted file that counts; the file {@value #REPLACED} says which, and what it replaces. A
 * replaced file is removed a while later, for those who still read it. So each flow is in exactly
 * one of the files that {@link #between} returns.
 *
 * <p>Thread-safe: all methods only read the directory.
 */
public final class HistoryFiles {

    /** In an hour's directory: the compacted file's name, then those of the files it replaces. */
    static final String REPLACED = "_replaced";

    /** The columns of the files with capture losses. */
    public static final String GAP_COLUMNS = HistoryGaps.COLUMNS;

    /** What names of compacted files start with. */
    static final String COMPACTED = "hour-";

    private final Path flows;

    /** The files of the history in this directory, which need not exist. */
    public HistoryFiles(Path directory) {
        flows = flows(directory);
    }

    static Path flows(Path directory) {
        return directory.resolve("flows");
    }

    /**
     * The files that contain all flows whose last packet is of these times, and others of the same
     * hours; oldest hour first.
     *
     * @param from the first time
     * @param to the last time
     */
    public List<Path> between(Instant from, Instant to) throws IOException {
        List<Path> files = new ArrayList<>();
        for (var hour : hours().entrySet()) {
            if (!hour.getKey().end().isBefore(from) && !hour.getKey().start().isAfter(to)) {
                files.addAll(in(hour.getValue()));
            }
        }
        return files;
    }

    /** The files that were written since a time, whatever the times of their flows. */
    public List<Path> writtenSince(Instant time) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path hour : hours().values()) {
            if (isSince(hour, time)) {
                for (Path file : in(hour)) {
                    if (isSince(file, time)) {
                        files.add(file);
                    }
                }
            }
        }
        return files;
    }

    private static boolean isSince(Path file, Instant time) throws IOException {
        try {
            return !Files.getLastModifiedTime(file).toInstant().isBefore(time);
        } catch (NoSuchFileException e) {
            return false; // just removed
        }
    }

    /** The rows of flows that had not ended, and the files with the ended ones. */
    public HistoryUpdates updates() {
        return new HistoryUpdates(flows.resolve(HistoryUpdates.BESIDE_FLOWS).normalize());
    }

    /** The files with the capture losses of a history, one for each host. */
    public static List<Path> gaps(Path directory) throws IOException {
        return list(HistoryGaps.directoryIn(directory), "*.parquet");
    }

    /** All files; oldest hour first. */
    public List<Path> all() throws IOException {
        return between(Instant.MIN, Instant.MAX);
    }

    /** Start of the oldest hour that has a directory. */
    public Optional<Instant> oldest() throws IOException {
        NavigableMap<Partition, Path> hours = hours();
        return hours.isEmpty() ? Optional.empty() : Optional.of(hours.firstKey().start());
    }

    /** The directories by hour. */
    NavigableMap<Partition, Path> hours() throws IOException {
        NavigableMap<Partition, Path> hours = new TreeMap<>();
        for (Path date : list(flows, "date=*")) {
            for (Path hour : list(date, "hour=*")) {
                Partition.parse(date.getFileName() + "/" + hour.getFileName())
                        .ifPresent(partition -> hours.put(partition, hour));
            }
        }
        return hours;
    }

    /** The files of an hour that count. */
    static List<Path> in(Path hour) throws IOException {
        while (true) {
            List<String> before = DurableFiles.read(hour.resolve(REPLACED));
            List<Path> files = list(hour, "*.parquet");
            // The names are read at several moments, between which a compacted file may come.
            if (before.equals(DurableFiles.read(hour.resolve(REPLACED)))) {
                return counting(files, before);
            }
        }
    }

    private static List<Path> counting(List<Path> files, List<String> replaced) {
        String compacted = replaced.isEmpty() ? "" : replaced.getFirst();
        Set<String> gone = new HashSet<>(replaced);
        gone.remove(compacted);
        return files.stream()
                .filter(
                        file -> {
                            String name = file.getFileName().toString();
                            return name.startsWith(COMPACTED)
                                    ? name.equals(compacted)
                                    : !gone.contains(name);
                        })
                .sorted()
                .toList();
    }

    static List<Path> list(Path directory, String glob) throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory, glob)) {
            stream.forEach(files::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            return List.of();
        }
        return files;
    }
}
