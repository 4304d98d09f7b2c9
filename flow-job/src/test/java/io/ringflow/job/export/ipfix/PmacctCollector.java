package io.ringflow.job.export.ipfix;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.model.Command;
import io.ringflow.model.Flow;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** nfacctd of pmacct. It doesn't know RFC 5103, so each direction is a record. */
final class PmacctCollector {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS");

    private static final String KEY =
            "src_host, dst_host, src_port, dst_port, proto, timestamp_start, timestamp_end";

    private PmacctCollector() {}

    /** What nfacctd has of flows that are exported to it. */
    static List<CollectedFlow> collect(Path directory, CollectorProtocol protocol, List<Flow> flows)
            throws Exception {
        Command.assumeInstalled("nfacctd", "pmacct");
        int port = CollectorProcess.freePort();
        Path configuration = directory.resolve("nfacctd.conf");
        Path output = directory.resolve("flows.json");
        Files.writeString(
                configuration,
                """
                daemonize: false
                nfacctd_ip: 127.0.0.1
                nfacctd_port: %d
                plugins: print
                aggregate: %s
                print_output: json
                print_output_file: %s
                print_output_file_append: true
                print_refresh_time: 1
                plugin_pipe_size: 40960000
                """
                        .formatted(port, KEY, output));
        List<String> command = List.of("nfacctd", "-f", configuration.toString());
        try (CollectorProcess nfacctd = CollectorProcess.start(directory, port, command)) {
            // Its plugin starts later than it listens, and misses what comes before.
            assertThat(nfacctd.waitFor(() -> nfacctd.logged("Purging cache - END"))).isTrue();
            nfacctd.export(ExportFixture.settings(protocol, false, port), flows);
            long packets = flows.stream().mapToLong(Flow::packets).sum();
            boolean complete = nfacctd.waitFor(() -> packets(output) >= packets);
            List<CollectedFlow> collected = read(output);
            assertThat(complete || !collected.isEmpty()).as("nfacctd writes flows").isTrue();
            return collected;
        }
    }

    /** Packets written so far; the last line may be half written. */
    private static long packets(Path output) throws IOException {
        List<String> lines = Files.exists(output) ? Files.readAllLines(output) : List.of();
        boolean whole = !lines.isEmpty() && lines.getLast().endsWith("}");
        return whole ? read(output).stream().mapToLong(CollectedFlow::packets).sum() : 0;
    }

    private static List<CollectedFlow> read(Path output) throws IOException {
        List<CollectedFlow> collected = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            collected.add(flow(new ObjectMapper().readTree(line)));
        }
        return collected;
    }

    private static CollectedFlow flow(JsonNode flow) {
        return new CollectedFlow(
                IpAddress.parse(flow.get("ip_src").asText()).toString(),
                IpAddress.parse(flow.get("ip_dst").asText()).toString(),
                flow.get("port_src").asInt(),
                flow.get("port_dst").asInt(),
                protocol(flow.get("ip_proto").asText()),
                millis(flow.get("timestamp_start").asText()),
                millis(flow.get("timestamp_end").asText()),
                flow.get("packets").asLong(),
                flow.get("bytes").asLong(),
                0,
                0);
    }

    private static int protocol(String name) {
        return switch (name) {
            case "ipencap" -> 4;
            case "ipv6-icmp" -> Protocols.ICMP6;
            case "ipv6-nonxt" -> 59;
            default -> Protocols.number(name);
        };
    }

    private static long millis(String time) {
        return LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC).toEpochMilli();
    }
}
