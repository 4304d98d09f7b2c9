package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.cli.terminal.StopRequest;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.Waiting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Runs {@code ringflow run} in this process, without state, and queries it over REST. */
final class LiveRun implements AutoCloseable {

    private static final Pattern REST = Pattern.compile("REST at (http://\\S+)/api/v1/flows");
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StopRequest stop = new StopRequest();
    private final ByteArrayOutputStream messages = new ByteArrayOutputStream();
    private final CompletableFuture<Integer> status;
    private final HttpClient client = HttpClient.newHttpClient();
    private final String address;

    LiveRun(String... arguments) {
        PrintStream err = new PrintStream(messages, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(err, err, false, Map.of(), stop);
        List<String> all = new ArrayList<>(List.of("run"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("-Dquery.port=0", "-Dflink.rest.port=0", "-Dstate.dir="));
        status =
                CompletableFuture.supplyAsync(
                        () -> Ringflow.execute(terminal, all.toArray(String[]::new)),
                        task -> Thread.ofPlatform().start(task));
        address = awaitAddress();
    }

    private String awaitAddress() {
        return Waiting.untilPresent(
                () -> "the start; " + messages(),
                () -> {
                    assertThat(status).as(messages()).isNotDone();
                    return REST.matcher(messages()).results().map(at -> at.group(1)).findFirst();
                });
    }

    /** Returns what the command has written so far. */
    String messages() {
        return messages.toString(StandardCharsets.UTF_8);
    }

    /** Sends a GET request and returns the answer. */
    JsonNode get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(address + path)).build();
            HttpResponse<String> answer =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(path + ": " + answer.body()).isIn(200, 503);
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Repeats a request until the answer is as expected; fails after a minute. */
    JsonNode await(String path, Predicate<JsonNode> expected) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode answer = get(path);
        while (!expected.test(answer)) {
            assertThat(System.nanoTime())
                    .as("%s still answers %s; messages: %s", path, answer, messages())
                    .isLessThan(deadline);
            pause();
            answer = get(path);
        }
        return answer;
    }

    /** Stays below the rate limit. */
    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Stops the command and returns its exit status. */
    int stop() {
        stop.request();
        return status.orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Override
    public void close() {
        client.close();
        stop();
    }
}
