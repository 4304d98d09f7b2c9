package io.ringflow.cli.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.cli.terminal.CommandFailure;
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
import javax.net.ssl.SSLParameters;

/**
 * Queries a server. Not thread-safe, but a stop request from any thread ends the query in progress
 * with a {@link CancellationException}. Closed by the command that creates it.
 */
public final class QueryClient implements AutoCloseable {

    /** Longer than a server takes for any answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Duration CONNECT_PATIENCE = Duration.ofSeconds(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A query.
     *
     * @param path the endpoint's path
     * @param parameters the endpoint's parameters, in their order
     * @param accept the media type of the answer
     */
    public record Question(String path, Map<String, String> parameters, String accept) {

        private String filter() {
            return parameters.getOrDefault("filter", "");
        }
    }

    /** The server can't answer now, but may answer a little later. */
    public static final class Busy extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private Busy(String message) {
            super(message, null, false, false);
        }
    }

    private final ServerAddress server;
    private final Optional<String> token;
    private final CompletableFuture<Void> stopped;

    /** Closes the current answer when the command is asked to stop. */
    private final CompletableFuture<Void> closing;

    /** The body of the current or last answer; null before the first. */
    private volatile InputStream current;

    private final HttpClient http;

    /**
     * Creates a client of one server.
     *
     * @param token the bearer token, if the server requires one
     * @param stopped completes when the command is asked to stop
     */
    public QueryClient(
            ServerAddress server, Optional<String> token, CompletionStage<Void> stopped) {
        this.server = server;
        this.http = http(server);
        this.token = token;
        this.stopped = stopped.toCompletableFuture();
        this.closing = this.stopped.thenRun(this::closeCurrent);
    }

    private static HttpClient http(ServerAddress server) {
        HttpClient.Builder builder =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(CONNECT_PATIENCE);
        if (!server.usesTls()) {
            builder.sslContext(UnusedTls.context()).sslParameters(new SSLParameters());
        }
        return builder.build();
    }

    /**
     * Returns a whole answer.
     *
     * @throws CommandFailure if the server doesn't answer or refuses to
     * @throws Busy if the server may answer a little later
     */
    public byte[] bytes(Question question) {
        try (InputStream body = open(question).body()) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /**
     * Parses a JSON answer.
     *
     * @param body what {@link #bytes} returned
     * @throws CommandFailure if it is not JSON
     */
    public JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /**
     * Returns an answer whose body the caller reads and closes.
     *
     * @throws CommandFailure if the server doesn't answer or refuses to
     * @throws Busy if the server may answer a little later
     */
    public HttpResponse<InputStream> open(Question question) {
        HttpResponse<InputStream> response = send(question);
        if (response.statusCode() == 200) {
            checkType(response, question);
            return response;
        }
        try (InputStream body = response.body()) {
            ErrorAnswer refusal = ErrorAnswer.of(response.statusCode(), body.readAllBytes());
            if (refusal.isTemporary()) {
                throw new Busy(refusal.message(server));
            }
            throw refusal.failure(server, question.filter());
        } catch (IOException e) {
            throw brokenOff(e);
        }
    }

    /** Returns the exception for an answer that ended early: stopped here or by the server. */
    public RuntimeException brokenOff(IOException e) {
        return stopped.isDone()
                ? new CancellationException("Stopped")
                : CommandFailure.failed(
                        server.base()
                                + " broke off its answer, so it is not complete; see the server's"
                                + " log for the reason",
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
                            + "; if it is not Ringflow, give another server with --server",
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
            current = answer.join().body();
        }
        if (stopped.isDone()) {
            answer.cancel(true);
            closeCurrent();
            throw new CancellationException("Stopped");
        }
        return answer.join();
    }

    private void closeCurrent() {
        InputStream body = current;
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
