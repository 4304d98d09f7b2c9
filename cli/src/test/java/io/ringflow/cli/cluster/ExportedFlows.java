package io.ringflow.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        List<Path> parts;
        try (Stream<Path> files = Files.list(directory)) {
            parts = files.filter(file -> !isHidden(file)).toList();
        }
        Map<String, Integer> records = new HashMap<>();
        for (Path part : parts) {
            for (String line : Files.readAllLines(part)) {
                JsonNode flow = JSON.readTree(line);
                if (flow.get("event").asText().equals("new")) {
                    records.merge(flow.get("id").asText(), 1, Integer::sum);
                }
            }
        }
        return records;
    }

    private static boolean isHidden(Path file) {
        return file.getFileName().toString().startsWith(".");
    }
}
