package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Replays a capture into files of each format, chosen by name or by option. */
class ReplayFormatsIT {

    private static final String SAMPLE = "../deploy/src/main/dist/share/sample.pcap";
    private static final int FLOWS = 3;

    @TempDir Path directory;

    private List<String> lines(String file, String... options) throws IOException {
        Path output = directory.resolve(file);
        List<String> command = new ArrayList<>(List.of("replay", SAMPLE, "-o", output.toString()));
        command.addAll(Arrays.asList(options));
        CommandRun run = CommandRun.of(command.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        try (InputStream in = opened(output)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static InputStream opened(Path file) throws IOException {
        InputStream in = Files.newInputStream(file);
        String name = file.toString();
        return name.endsWith(".gz")
                ? new GZIPInputStream(in)
                : name.endsWith(".zst") ? new ZstdInputStream(in) : in;
    }

    private static List<String> records(List<String> log) {
        return log.stream().filter(line -> !line.startsWith("#")).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"conn.log", "conn.log.gz"})
    void writesALogOfZeekWithItsHeaderAndEnd(String name) throws IOException {
        List<String> log = lines(name);

        assertThat(log.subList(0, 5))
                .containsExactly(
                        "#separator \\x09",
                        "#set_separator\t,",
                        "#empty_field\t(empty)",
                        "#unset_field\t-",
                        "#path\tconn");
        assertThat(log.getLast()).startsWith("#close\t");
        int fields = log.get(6).split("\t").length - 1;
        assertThat(records(log)).hasSize(FLOWS);
        assertThat(records(log)).allMatch(line -> line.split("\t", -1).length == fields);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eve.json", "eve.json.zst"})
    void writesEventsOfSuricata(String name) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<String> events = lines(name);

        assertThat(events).hasSize(FLOWS);
        for (String line : events) {
            JsonNode event = mapper.readTree(line);
            assertThat(event.path("event_type").asText()).isEqualTo("flow");
            assertThat(event.path("pcap_filename").asText()).isEqualTo("sample.pcap");
        }
    }

    @Test
    void countsTheSamePacketsInEveryFormat() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        long expected = 0;
        for (String line : lines("flows.ndjson.zst")) {
            expected += mapper.readTree(line).path("packets").asLong();
        }
        long zeek = 0;
        for (String line : lines("flows.json.gz", "--format", "zeek-json")) {
            JsonNode record = mapper.readTree(line);
            zeek += record.path("orig_pkts").asLong() + record.path("resp_pkts").asLong();
        }
        assertThat(expected).isPositive();
        assertThat(zeek).isEqualTo(expected);
        assertThat(lines("flows.csv.gz")).hasSize(FLOWS + 1);
    }
}
