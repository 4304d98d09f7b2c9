package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Waiting;
import io.ringflow.server.budget.AnswerMemory;
import io.ringflow.server.connection.ConnectionLimits;
import io.ringflow.server.stream.StreamLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sends malformed requests while other requests must be answered. */
class BrokenRequestsIT {

    private static final int BROKEN = 10_000;

    /** The parts of the attack in each of which others must be answered. */
    private static final int ROUNDS = 20;

    private static final int SLOW = 200;
    private static final long SEED = 12;
    private static final List<String> PIECES =
            List.of(
                    "GET /api/v1/flows HTTP/1.1\r\n",
                    "GET / HTTP/9.9\r\n",
                    "POST /api/v1/flows HTTP/1.1\r\n",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                    "Host: localhost\r\n",
                    "Host: \r\n",
                    "Content-Length: 5\r\n",
                    "Content-Length: -1\r\n",
                    "Content-Length: 99999999999999999999\r\n",
                    "Content-Length: 5\r\nContent-Length: 6\r\n",
                    "Transfer-Encoding: chunked\r\n",
                    "Transfer-Encoding: chunked, identity\r\n",
                    "Upgrade: websocket\r\nConnection: Upgrade\r\n",
                    "Expect: 100-continue\r\n",
                    "ffffffffffffffff\r\n",
                    "-5\r\nhello\r\n",
                    "0\r\n\r\n",
                    "\r\n",
                    "\n",
                    "\r",
                    "\0",
                    ": no name\r\n",
                    "Name without colon\r\n",
                    " folded\r\n",
                    "X: " + "a".repeat(20_000) + "\r\n",
                    "GET /" + "b".repeat(10_000) + " HTTP/1.1\r\n",
                    "%zz",
                    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000");

    private final Random random = new Random(SEED);
    private final AtomicInteger answered = new AtomicInteger();
    private final RunningServer server =
            new RunningServer(
                    FakeFlowState.withFlows(3),
                    new ServerLimits(
                            ConnectionLimits.builder().head(Duration.ofSeconds(1)).build(),
                            StreamLimits.DEFAULT,
                            AnswerMemory.bytesOfHeap()));

    @AfterEach
    void stop() {
        server.close();
    }

    private byte[] broken() {
        StringBuilder text = new StringBuilder();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        byte[] request = text.toString().getBytes(StandardCharsets.ISO_8859_1);
        for (int i = random.nextInt(4); i > 0; i--) {
            request[random.nextInt(request.length)] = (byte) random.nextInt(256);
        }
        return request;
    }

    private Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), server.port());
    }

    /** Sends requests until it is told to end; fails if one is not answered as it should be. */
    private Void askUntil(AtomicBoolean over) {
        while (!over.get()) {
            assertThat(server.get("/api/v1/flows").statusCode()).isEqualTo(200);
            answered.incrementAndGet();
        }
        return null;
    }

    @Test
    void closesSlowConnectionsAndAnswersOthersMeanwhile() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        List<RawClient> slow = new ArrayList<>();
        try (ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Void> other = others.submit(() -> askUntil(over));
            try {
                for (int i = 0; i < SLOW; i++) {
                    slow.add(new RawClient(server.port()).send("GET /api/v1/fl"));
                }
                for (int round = 0; round < ROUNDS; round++) {
                    int before = answered.get();
                    for (int i = 0; i < BROKEN / ROUNDS; i++) {
                        sendAndLeave(broken());
                    }
                    Waiting.until("answers", () -> other.isDone() || answered.get() > before);
                }
                for (RawClient client : slow) {
                    assertThat(client.readAll()).as("closed by the server").isEmpty();
                }
            } finally {
                over.set(true);
                slow.forEach(RawClient::close);
            }
            assertThat(other.get()).isNull();
        }
    }

    private void sendAndLeave(byte[] request) throws IOException {
        try (Socket socket = connect()) {
            // Closes with a reset, so that the test doesn't leave thousands of half-closed ports.
            socket.setSoLinger(true, 0);
            socket.getOutputStream().write(request);
            if (random.nextInt(20) == 0) {
                socket.setSoTimeout(200);
                assertAnswerIsHttp(socket);
            }
        } catch (SocketException e) {
            // The server may close first.
        }
    }

    private static void assertAnswerIsHttp(Socket socket) throws IOException {
        try {
            byte[] start = socket.getInputStream().readNBytes(9);
            if (start.length == 9) {
                String text = new String(start, StandardCharsets.US_ASCII);
                assertThat(text).isEqualTo("HTTP/1.1 ");
            }
        } catch (SocketTimeoutException e) {
            // The server waits for the rest of the request.
        }
    }
}
