package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Runs the distribution with a history, stops it and runs it again: with its state, so that flows
 * may be in memory and in the history, and without it, so that they are in the history alone, which
 * is written a minute after their end. Needs root, for a veth pair whose other end is in another
 * network namespace.
 */
@Execution(ExecutionMode.SAME_THREAD)
class HistoricRunIT {

    private static final String UDP = "filter=protocol%20=%20udp";

    @TempDir Path directory;

    private RunOnLink run;

    @BeforeEach
    void makeLink() {
        run =
                new RunOnLink(
                        directory,
                        "-Dflow.idleTimeout.udp=1s -Dhistory.dir=" + directory.resolve("history"));
    }

    @AfterEach
    void removeLink() throws IOException {
        if (run != null) {
            run.close();
        }
    }

    @Test
    void answersForFlowsFromBeforeARestartOnce() throws Exception {
        run.start("");
        send();
        assertKnown(1);
        run.stop();

        run.start("");
        assertKnown(1);
        send();
        assertKnown(2);
        run.stop();
    }

    @Test
    void answersFromTheHistoryAloneAfterAFreshStart() throws Exception {
        run.start("");
        send();
        assertKnown(1);
        run.process().await("a file of the history", this::hasHistory);
        run.stop();

        run.start("--fresh");
        assertKnown(1);
        send();
        assertKnown(2);
        run.stop();
    }

    private boolean hasHistory() {
        try (Stream<Path> files = Files.walk(directory.resolve("history/flows"))) {
            return files.map(directory::relativize)
                    .anyMatch(file -> file.toString().matches(".*/hour=\\d+/.*[.]parquet"));
        } catch (IOException | UncheckedIOException e) {
            return false;
        }
    }

    private void send() {
        run.awaitCapture();
        run.send();
    }

    /** Every kind of question finds the flows of some batches once. */
    private void assertKnown(int batches) throws Exception {
        long packets = (long) RunOnLink.BATCH * batches;
        JsonNode flows =
                run.await(
                        "/api/v1/flows?state=ended&since=1h&limit=1000&" + UDP,
                        answer -> answer.get("total").asInt() == RunOnLink.FLOWS * batches);
        List<String> ids = new ArrayList<>();
        long counted = 0;
        for (JsonNode flow : flows.get("flows")) {
            ids.add(flow.get("id").asText());
            counted += flow.get("packets").asLong();
        }
        assertThat(ids).hasSize(RunOnLink.FLOWS * batches).doesNotHaveDuplicates();
        assertThat(counted).isEqualTo(packets);
        JsonNode top = run.get("/api/v1/top?by=protocol&metric=packets&since=1h&" + UDP);
        assertThat(top.at("/top/0/packets").asLong()).isEqualTo(packets);
        assertThat(top.at("/top/0/flows").asLong()).isEqualTo((long) RunOnLink.FLOWS * batches);
        String series = "/api/v1/timeseries?metric=packets&step=1m&since=1h";
        JsonNode filtered = run.get(series + "&by=srcPort&limit=100&" + UDP);
        assertThat(sum(filtered)).isEqualTo(packets);
        assertThat(filtered.get("coverage").get("estimated").asBoolean()).isTrue();
    }

    private static long sum(JsonNode answer) {
        long sum = 0;
        for (JsonNode point : answer.get("other")) {
            sum += point.asLong();
        }
        for (JsonNode series : answer.get("series")) {
            for (JsonNode point : series.get("points")) {
                sum += point.asLong();
            }
        }
        return sum;
    }
}
