package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.cli.terminal.StopRequest;
import io.ringflow.model.Waiting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs libpcap. Replays a capture with each option that changes what is read or written. */
class ReplayOptionsIT {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Long enough for two updates at the default active timeout of 60 s. */
    private static final int SECONDS = 130;

    private static final int HOSTS = 4;
    private static final int TCP_PACKETS = SECONDS * (1 + 2 + 3 + 4);
    private static final int UDP_PACKETS = SECONDS * HOSTS;

    @TempDir private Path directory;

    private Path capture;

    @BeforeEach
    void writeCapture() throws IOException {
        capture = directory.resolve("mixed.pcap");
        MixedCapture.write(capture, SECONDS);
    }

    /** Replays captures and returns the flows. */
    private List<JsonNode> replay(List<Path> captures, String... options) throws IOException {
        Path output = directory.resolve("flows.ndjson");
        List<String> command = new ArrayList<>(List.of("replay"));
        captures.forEach(file -> command.add(file.toString()));
        command.addAll(List.of("-o", output.toString(), "--stats", stats().toString()));
        command.addAll(Arrays.asList(options));
        CommandRun run = CommandRun.of(command.toArray(String[]::new));
        assertThat(run.status()).as(run.err()).isZero();
        List<JsonNode> flows = new ArrayList<>();
        for (String line : Files.readAllLines(output)) {
            flows.add(JSON.readTree(line));
        }
        return flows;
    }

    private Path stats() {
        return directory.resolve("stats.json");
    }

    private JsonNode counts() throws IOException {
        return JSON.readTree(stats().toFile());
    }

    private static long packets(List<JsonNode> flows) {
        return flows.stream().mapToLong(flow -> flow.get("packets").asLong()).sum();
    }

    @Test
    void filterDecidesWhatIsCounted() throws IOException {
        List<JsonNode> udp = replay(List.of(capture), "-f", "udp port 53");
        assertThat(udp)
                .hasSize(HOSTS)
                .allMatch(flow -> flow.get("protocol").asText().equals("udp"));
        assertThat(packets(udp)).isEqualTo(UDP_PACKETS);
        assertThat(counts().get("packets").asLong()).isEqualTo(UDP_PACKETS);

        List<JsonNode> one = replay(List.of(capture), "-Dcapture.filter=tcp and src host 10.0.0.3");
        assertThat(one)
                .singleElement()
                .satisfies(flow -> assertThat(flow.get("srcAddr").asText()).isEqualTo("10.0.0.3"));
        assertThat(packets(one)).isEqualTo(3 * SECONDS);

        List<JsonNode> all = replay(List.of(capture), "-Dcapture.filter=udp", "-f", "");
        assertThat(packets(all)).as("-f wins").isEqualTo(TCP_PACKETS + UDP_PACKETS);
    }

    @Test
    void interimAddsNewAndUpdateRecordsToTheEnds() throws IOException {
        String filter = "udp and src host 10.0.0.2";
        assertThat(replay(List.of(capture), "-f", filter))
                .extracting(flow -> flow.get("event").asText())
                .containsExactly("end");
        List<JsonNode> records = replay(List.of(capture), "-f", filter, "--interim");
        assertThat(records)
                .extracting(flow -> flow.get("event").asText())
                .containsExactly("new", "update", "update", "end");
        assertThat(records).extracting(flow -> flow.get("id").asText()).containsOnly(id(records));
        assertThat(records.getLast().get("packets").asInt()).isEqualTo(SECONDS);
    }

    private static String id(List<JsonNode> records) {
        return records.getFirst().get("id").asText();
    }

    @Test
    void statsHaveTheCountsOfTheFlowsAndOfWhatIsMissing() throws IOException {
        byte[] whole = Files.readAllBytes(capture);
        Path cut = directory.resolve("cut.pcap");
        Files.write(cut, Arrays.copyOf(whole, whole.length - 10));
        // The type of the first frame becomes that of ARP.
        byte[] bytes = Files.readAllBytes(cut);
        bytes[24 + 16 + 13] = 6;
        Files.write(cut, bytes);

        List<JsonNode> flows = replay(List.of(cut));
        JsonNode counts = counts();
        assertThat(counts.fieldNames())
                .toIterable()
                .contains(
                        "packets",
                        "bytes",
                        "flows",
                        "undecoded",
                        "truncatedFiles",
                        "seconds",
                        "packetsPerSecond");
        assertThat(counts.get("undecoded").toString()).isEqualTo("{\"not-ip\":1}");
        assertThat(counts.get("truncatedFiles").asInt()).isEqualTo(1);
        assertThat(counts.get("flows").asInt()).isEqualTo(flows.size()).isEqualTo(2 * HOSTS);
        assertThat(counts.get("packets").asLong()).isEqualTo(TCP_PACKETS + UDP_PACKETS - 1);
        assertThat(packets(flows)).isEqualTo(TCP_PACKETS + UDP_PACKETS - 2);
        assertThat(counts.get("seconds").asDouble()).isPositive();
    }

    /** A replay may always take longer, so only the shortest time is certain. */
    @Test
    void speedIsAMultipleOfTheTimeOfTheCapture() throws IOException {
        Path seconds = directory.resolve("seconds.pcap");
        MixedCapture.write(seconds, 5);
        assertThat(replay(List.of(seconds), "--speed", "2.5")).hasSize(2 * HOSTS);
        assertThat(counts().get("seconds").asDouble()).isGreaterThan(4 / 2.5 - 0.1);
    }

    @Test
    void sameFileIsCountedOnceOrAsOftenAsItIsGiven() throws IOException {
        Path copy = directory.resolve("copy.pcap");
        Files.copy(capture, copy);
        List<JsonNode> once = replay(List.of(capture, copy, capture));
        assertThat(packets(once)).isEqualTo(TCP_PACKETS + UDP_PACKETS);
        replay(List.of(capture, copy), "--duplicates");
        assertThat(counts().get("packets").asLong()).isEqualTo(2L * (TCP_PACKETS + UDP_PACKETS));
    }

    @Test
    void observerJoinsTheFilesThatItSaw() throws IOException {
        List<Path> parts = List.of(directory.resolve("a.pcap"), directory.resolve("b.pcap"));
        UdpCapture.write(parts.get(0), new long[] {0, 1});
        UdpCapture.write(parts.get(1), new long[] {0, 1});

        List<JsonNode> two = replay(parts, "--duplicates");
        assertThat(two).hasSize(2).allMatch(flow -> flow.get("observers").size() == 2);
        List<JsonNode> one = replay(parts, "--duplicates", "--observer", "probe-7");
        assertThat(one).hasSize(2).allMatch(flow -> flow.get("observers").size() == 1);
        assertThat(one.getFirst().at("/observers/0").toString()).contains("probe-7");
        assertThat(packets(one)).as("each packet of each file").isEqualTo(4);
    }

    @Test
    void followReadsWhatIsAppendedUntilItIsStopped() throws Exception {
        Path growing = directory.resolve("growing.pcap");
        UdpCapture.write(growing, new long[] {0, 100, 200, 4000});
        byte[] whole = Files.readAllBytes(growing);
        int half = whole.length / 2;
        Files.write(growing, Arrays.copyOf(whole, half));
        Path output = directory.resolve("followed.csv");
        StopRequest stop = new StopRequest();
        String[] command = {"replay", growing.toString(), "--follow", "-o", output.toString()};
        CompletableFuture<CommandRun> run =
                CompletableFuture.supplyAsync(() -> CommandRun.of(stop, command));
        try {
            // The first flow ends by its timeout when the packets of the second half come.
            Waiting.until("the file is open", () -> Files.exists(output));
            Files.write(
                    growing,
                    Arrays.copyOfRange(whole, half, whole.length),
                    StandardOpenOption.APPEND);
            Waiting.until(
                    "the first flow",
                    () -> run.isDone() || Files.readString(output).contains("idle"));
            assertThat(run).isNotDone();
        } finally {
            stop.request();
        }
        assertThat(run.get().status()).as(run.get().err()).isZero();
        assertThat(Files.readAllLines(output)).as("a header and four flows").hasSize(5);
    }

    @Test
    void debugAddsTheStackTraceToTheMessage() {
        String missing = directory.resolve("missing.pcap").toString();
        CommandRun plain = CommandRun.of("replay", missing);
        CommandRun debug = CommandRun.of("replay", missing, "--debug");

        assertThat(plain.status()).isEqualTo(2);
        assertThat(plain.err()).contains(missing).doesNotContain("\tat ", "Exception");
        assertThat(debug.status()).isEqualTo(2);
        assertThat(debug.err()).startsWith(plain.err()).contains("\tat io.ringflow.");
    }
}
