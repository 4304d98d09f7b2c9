package io.ringflow.cli.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A complete savepoint or checkpoint of Flink. It is relocatable: its metadata name the other files
 * relative to their directory.
 *
 * @param directory its directory
 * @param time when it was completed
 */
record Snapshot(Path directory, Instant time) {

    /** Written last, and moved into place, so a snapshot that has it is complete. */
    private static final String METADATA = "_metadata";

    private static final String CHECKPOINT = "chk-";
    private static final int BUFFER_BYTES = 1 << 16;
    private static final String FILES = "files";

    /** Returns the complete snapshots below a directory, the newest first. */
    static List<Snapshot> in(Path root) throws IOException {
        List<Snapshot> found = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (Stream<Path> all = Files.walk(root, 4)) {
                for (Path path : all.filter(p -> p.endsWith(METADATA)).toList()) {
                    found.add(
                            new Snapshot(
                                    path.getParent(), Files.getLastModifiedTime(path).toInstant()));
                }
            }
        }
        found.sort((a, b) -> b.time().compareTo(a.time()));
        return found;
    }

    /** Returns the number of a checkpoint's directory; others count as higher than any. */
    static long number(Path directory) {
        String name = directory.getFileName().toString();
        return name.matches(CHECKPOINT + "[0-9]{1,18}")
                ? Long.parseLong(name.substring(CHECKPOINT.length()))
                : Long.MAX_VALUE;
    }

    /** Returns whether it was made when the run stopped or while it ran. */
    String kind() {
        return directory.getFileName().toString().startsWith(CHECKPOINT)
                ? "checkpoint"
                : "savepoint";
    }

    long bytes() throws IOException {
        return StateFiles.bytes(directory);
    }

    /** Returns a description with the size and checksum of each file. */
    ObjectNode describe(Path root) throws IOException {
        ObjectNode json = StateFiles.json().createObjectNode();
        json.put("path", root.relativize(directory).toString());
        json.put("time", time.toString());
        ObjectNode files = json.putObject(FILES);
        for (Map.Entry<String, String> file : sums().entrySet()) {
            files.put(file.getKey(), file.getValue());
        }
        return json;
    }

    /** Returns true if a description is of this snapshot. */
    boolean isDescribedBy(JsonNode description, Path root) {
        return description.path("path").asText().equals(root.relativize(directory).toString());
    }

    /** Returns the files that differ from the description or are missing. */
    List<String> damaged(JsonNode description) throws IOException {
        Map<String, String> sums = sums();
        List<String> damaged = new ArrayList<>();
        for (Map.Entry<String, JsonNode> file : description.path(FILES).properties()) {
            if (!file.getValue().asText().equals(sums.get(file.getKey()))) {
                damaged.add(file.getKey());
            }
        }
        return damaged;
    }

    private Map<String, String> sums() throws IOException {
        Map<String, String> sums = new TreeMap<>();
        for (Path file : StateFiles.entries(directory)) {
            if (Files.isRegularFile(file)) {
                sums.put(file.getFileName().toString(), sum(file));
            }
        }
        return sums;
    }

    private static String sum(Path file) throws IOException {
        CRC32C sum = new CRC32C();
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        try (InputStream in = Files.newInputStream(file)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                sum.update(buffer, 0, count);
                size += count;
            }
        }
        return String.format(Locale.ROOT, "%d-%08x", size, sum.getValue());
    }
}
