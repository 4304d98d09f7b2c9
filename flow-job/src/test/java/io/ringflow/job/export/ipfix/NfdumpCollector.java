package io.ringflow.job.export.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.model.Command;
import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** nfcapd, and nfdump to read what it collects. */
final class NfdumpCollector {

    private NfdumpCollector() {}

    /** What nfcapd has of flows that are exported to it. */
    static List<CollectedFlow> collect(
            Path directory, CollectorProtocol protocol, boolean biflow, List<Flow> flows)
            throws Exception {
        Command.assumeInstalled("nfcapd", "nfdump");
        int port = CollectorProcess.freePort();
        String folder = directory.toString();
        List<String> command =
                List.of("nfcapd", "-b", "127.0.0.1", "-p", "" + port, "-w", folder, "-t", "3600");
        try (CollectorProcess nfcapd = CollectorProcess.start(directory, port, command)) {
            nfcapd.export(ExportFixture.settings(protocol, biflow, port), flows);
            nfcapd.stop();
        }
        assertThat(directory.resolve("collector.log"))
                .content()
                .contains("Sequence Errors: 0, Bad Packets: 0")
                .doesNotContain("rror:");
        return read(directory);
    }

    private static List<CollectedFlow> read(Path directory) throws Exception {
        List<CollectedFlow> collected = new ArrayList<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(f -> f.toString().contains("nfcapd.2")).toList()) {
                List<String> lines =
                        CollectorProcess.run(
                                List.of("nfdump", "-r", file.toString(), "-o", "json"));
                for (JsonNode flow : new ObjectMapper().readTree(String.join("\n", lines))) {
                    collected.add(flow(flow));
                }
            }
        }
        return collected;
    }

    private static CollectedFlow flow(JsonNode flow) {
        boolean v6 = flow.has("src6_addr");
        return new CollectedFlow(
                IpAddress.parse(flow.get(v6 ? "src6_addr" : "src4_addr").asText()).toString(),
                IpAddress.parse(flow.get(v6 ? "dst6_addr" : "dst4_addr").asText()).toString(),
                flow.path("src_port").asInt(),
                flow.path("dst_port").asInt(),
                flow.get("proto").asInt(),
                Instant.parse(flow.get("first").asText() + "Z").toEpochMilli(),
                Instant.parse(flow.get("last").asText() + "Z").toEpochMilli(),
                flow.get("in_packets").asLong(),
                flow.get("in_bytes").asLong(),
                flow.path("out_packets").asLong(),
                flow.path("out_bytes").asLong());
    }
}
