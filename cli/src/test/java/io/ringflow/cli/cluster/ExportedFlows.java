package io.ringflow.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The records in the finished parts of an export to NDJSON files. */
final class ExportedFlows {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ExportedFlows() {}

    /** Returns how many records say that a flow is new, by its id; fails if a line is not JSON. */
    static Map<String, Integer> started(Path directory) throws IOException {
        Map<String, Integer> records = new HashMap<>();
        for (Path part : parts(directory, false)) {
            for (String id : started(Files.readAllLines(part))) {
                records.merge(id, 1, Integer::sum);
            }
        }
        return records;
    }

    /** Returns the hidden parts that say that a flow is new. */
    static List<String> hiddenParts(Path directory, String id) throws IOException {
        List<String> names = new ArrayList<>();
        for (Path part : parts(directory, true)) {
            List<String> lines = Files.readAllLines(part);
            // The last line may be cut off.
            if (started(lines.subList(0, Math.max(0, lines.size() - 1))).contains(id)) {
                names.add(part.getFileName().toString());
            }
        }
        return names;
    }

    private static List<Path> parts(Path directory, boolean hidden) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> isHidden(file) == hidden).toList();
        }
    }

    /** Returns the ids of the flows that lines say are new. */
    private static List<String> started(List<String> lines) throws IOException {
        List<String> ids = new ArrayList<>();
        for (String line : lines) {
            JsonNode flow = JSON.readTree(line);
            if (flow.get("event").asText().equals("new")) {
                ids.add(flow.get("id").asText());
            }
        }
        return ids;
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }
}
