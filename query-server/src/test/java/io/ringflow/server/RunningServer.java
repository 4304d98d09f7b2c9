package io.ringflow.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.model.Waiting;
import io.ringflow.model.state.FlowState;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.stream.StreamLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A real server on a free port, and a client for it. Closed by the test. */
final class RunningServer implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    static {
        HELIDON.setLevel(Level.WARNING); // Helidon logs each start and stop as information
    }

    private final QueryServer server;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    RunningServer(FlowState state) {
        this(state, SecuritySettings.LOCALHOST, InstantSource.system());
    }

    RunningServer(FlowState state, SecuritySettings security, InstantSource clock) {
        this(state, security, clock, ServerLimits.ofProcess());
    }

    RunningServer(FlowState state, StreamLimits limits) {
        this(state, ServerLimits.of(limits));
    }

    RunningServer(FlowState state, ServerLimits limits) {
        this(state, SecuritySettings.LOCALHOST, InstantSource.system(), limits);
    }

    private RunningServer(
            FlowState state, SecuritySettings security, InstantSource clock, ServerLimits limits) {
        this(new ServerSettings("127.0.0.1", 0, security), state, clock, limits);
    }

    private RunningServer(
            ServerSettings settings, FlowState state, InstantSource clock, ServerLimits limits) {
        server = QueryServer.start(settings, state, clock, limits);
    }

    /** A server on the port of one that was closed. */
    static RunningServer at(int port, FlowState state) {
        return new RunningServer(
                new ServerSettings("127.0.0.1", port, SecuritySettings.LOCALHOST),
                state,
                InstantSource.system(),
                ServerLimits.ofProcess());
    }

    int port() {
        return server.port();
    }

    /** Sends GET; headers are alternating names and values. */
    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    HttpResponse<String> send(String method, String path, String... headers) {
        URI uri = URI.create("http://127.0.0.1:" + port() + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(DEADLINE)
                        .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends GET and returns the body as a stream. */
    HttpResponse<InputStream> open(String path, String accept) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                        .timeout(DEADLINE)
                        .header("Accept", accept)
                        .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Repeats GET until the body satisfies the condition. */
    String getUntil(String path, Predicate<String> wanted) {
        return Waiting.untilPresent(
                () -> path + " answers " + get(path).body(),
                () -> Optional.of(get(path).body()).filter(wanted));
    }

    /** Sends GET with exactly this target and these header lines; returns the whole answer. */
    String raw(String target, String... headers) {
        StringBuilder request = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        request.append("Connection: close\r\n\r\n");
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.getOutputStream().write(request.toString().getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the listener, as happens when the process runs out of descriptors. */
    void endListener() throws IOException {
        server.endListener();
    }

    /** Repeats GET until the listener is back; returns the first body after that. */
    String getAgain(String path) {
        return Waiting.untilPresent(
                () -> "a listener that was opened again",
                () -> {
                    try {
                        return Optional.of(get(path).body())
                                .filter(body -> body.contains("reopened_total 1"));
                    } catch (UncheckedIOException e) {
                        return Optional.empty(); // nobody listens
                    }
                });
    }

    static JsonNode json(HttpResponse<String> response) {
        return json(response.body());
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    static String contentType(HttpResponse<String> response) {
        return response.headers().firstValue("Content-Type").orElse("");
    }

    @Override
    public void close() {
        client.close();
        server.stop();
    }
}
