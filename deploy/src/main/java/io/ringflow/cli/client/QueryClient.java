package io.ringflow.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.cli.CommandFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Asks a server. One thread; a stop, from any thread, ends whatever is under way with a {@link
 * CancellationException}. The command that made it closes it.
 */
public final class QueryClient implements AutoCloseable {

    /** Longer than a server may take for an answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * What to ask.
     *
     * @param path the end point
     * @param parameters its parameters, in their order
     * @param accept the media type of the answer
     */
    public record Question(String path, Map<String, String> parameters, String accept) {

        private String filter() {
            return parameters.getOrDefault("filter", "");
        }
    }

    /** An answer that may be there a little later. */
    public static final class Busy extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Busy(String message) {
            super(message, null, false, false);
        }
    }

    private final Address server;
    private final Optional<String> token;
    private final CompletableFuture<Void> stopped;

    /** Closes the answer under way when the command is asked to stop. */
    private final CompletableFuture<Void> closing;

    /** The body of the newest answer; null before the first. */
    private volatile InputStream underWay;

    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_PATIENCE)
                    .build();

    /**
     * A client of one server.
     *
     * @param token the bearer token, where the server wants one
     * @param stopped completes when the command is asked to stop
     */
    public QueryClient(Address server, Optional<String> token, CompletionStage<Void> stopped) {
        this.server = server;
        this.token = token;
        this.stopped = stopped.toCompletableFuture();
        this.closing = this.stopped.thenRun(this::closeUnderWay);
    }

    /**
     * A whole answer.
     *
     * @throws CommandFailure where there is none
     * @throws Busy where there may be one a little later
     */
    public byte[] bytes(Question question) {
        try (InputStream body = open(question).body()) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /**
     * A JSON answer.
     *
     * @param body what {@link #bytes} returned
     * @throws CommandFailure where it is none
     */
    public JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /**
     * An answer as it comes, which the caller reads and closes.
     *
     * @throws CommandFailure where there is none
     * @throws Busy where there may be one a little later
     */
    public HttpResponse<InputStream> open(Question question) {
        HttpResponse<InputStream> response = send(question);
        if (response.statusCode() == 200) {
            checkType(response, question);
            return response;
        }
        try (InputStream body = response.body()) {
            Refusal refusal = Refusal.of(response.statusCode(), body.readAllBytes());
            if (refusal.passes()) {
                throw new Busy(refusal.told(server));
            }
            throw refusal.failure(server, question.filter());
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /** What ended an answer in the middle: the wish to stop, or a server that went away. */
    public RuntimeException brokenOff(IOException e) {
        return stopped.isDone()
                ? new CancellationException("stopped")
                : CommandFailure.failed(
                        server.base()
                                + " broke its answer off, so it is not complete; the server's log"
                                + " may have the reason",
                        e);
    }

    private void checkType(HttpResponse<InputStream> response, Question question) {
        String type = response.headers().firstValue("Content-Type").orElse("none");
        if (!type.startsWith(question.accept())) {
            close(response.body());
            throw CommandFailure.failed(
                    server.base()
                            + " answers with the type "
                            + type
                            + "; is it Ringflow? Give another server with --server",
                    null);
        }
    }

    private HttpResponse<InputStream> send(Question question) {
        URI uri = server.uri(question.path(), question.parameters());
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).header("Accept", question.accept());
        token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
        CompletableFuture<HttpResponse<InputStream>> answer =
                http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        try {
            CompletableFuture.anyOf(answer, stopped).join();
        } catch (CompletionException e) {
            throw notReached(e.getCause());
        }
        if (answer.isDone()) {
            underWay = answer.join().body();
        }
        if (stopped.isDone()) {
            answer.cancel(true);
            closeUnderWay();
            throw new CancellationException("stopped");
        }
        return answer.join();
    }

    private void closeUnderWay() {
        InputStream body = underWay;
        if (body != null) {
            close(body);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CommandFailure notReached(Throwable cause) {
        boolean refused = cause instanceof ConnectException;
        String reason =
                cause instanceof java.net.http.HttpTimeoutException
                        ? "it does not answer in time"
                        : refused ? "nothing answers there" : String.valueOf(cause.getMessage());
        return CommandFailure.failed(
                "can't reach a server at "
                        + server.base()
                        + ": "
                        + reason
                        + "; start one with \"ringflow run\", or give another with --server URL",
                cause);
    }

    @Override
    public void close() {
        closing.cancel(false);
        http.shutdownNow();
    }
}
