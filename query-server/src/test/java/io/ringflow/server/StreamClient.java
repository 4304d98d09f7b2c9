package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A WebSocket client that records what it receives. Closed by the test. */
final class StreamClient implements WebSocket.Listener, AutoCloseable {

    private static final int DEADLINE_SECONDS = 60;

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final CompletableFuture<String> pong = new CompletableFuture<>();
    private final StringBuilder parts = new StringBuilder();

    final AtomicInteger pings = new AtomicInteger();

    private final WebSocket socket;

    StreamClient(HttpClient client, int port) {
        socket =
                client.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + "/api/v1/stream"), this)
                        .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .join();
    }

    StreamClient send(String json) {
        socket.sendText(json.replace('\'', '"'), true).join();
        return this;
    }

    StreamClient sendParts(String... texts) {
        for (int i = 0; i < texts.length; i++) {
            socket.sendText(texts[i].replace('\'', '"'), i == texts.length - 1).join();
        }
        return this;
    }

    StreamClient sendBinary(byte... bytes) {
        socket.sendBinary(ByteBuffer.wrap(bytes), true).join();
        return this;
    }

    /** Subscribes and waits for the confirmation. */
    StreamClient subscribe(String id, String topic, String more) {
        send("{'type':'subscribe','id':'" + id + "','topic':'" + topic + "'" + more + "}");
        JsonNode answer = next();
        assertThat(answer.get("type").asText()).as("%s", answer).isEqualTo("subscribed");
        assertThat(answer.get("id").asText()).isEqualTo(id);
        return this;
    }

    String ping(String payload) throws Exception {
        socket.sendPing(ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8))).join();
        return pong.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits for the next message; fails after the deadline. */
    JsonNode next() {
        try {
            String text = messages.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            assertThat(text).as("a message in time").isNotNull();
            return RunningServer.json(text);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the next message of a type; skips others. */
    JsonNode next(String type) {
        JsonNode message = next();
        while (!message.get("type").asText().equals(type)) {
            message = next();
        }
        return message;
    }

    /** Waits for the next message, which must be an error with this code. */
    JsonNode error(String code) {
        JsonNode message = next();
        assertThat(message.get("type").asText()).as("%s", message).isEqualTo("error");
        assertThat(message.get("code").asText()).as("%s", message).isEqualTo(code);
        assertThat(message.get("message").asText()).isNotBlank();
        return message;
    }

    /** Waits for the server's close and returns its code. */
    int closeCode() throws Exception {
        return closed.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
        parts.append(data);
        if (last) {
            messages.add(parts.toString());
            parts.setLength(0);
        }
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPing(WebSocket webSocket, ByteBuffer message) {
        pings.incrementAndGet();
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket webSocket, ByteBuffer message) {
        byte[] payload = new byte[message.remaining()];
        message.get(payload);
        pong.complete(new String(payload, StandardCharsets.UTF_8));
        webSocket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
        closed.complete(statusCode);
        return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
        closed.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
