package io.ringflow.server;

import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.model.Flow;
import io.ringflow.model.field.FlowField;
import io.ringflow.model.format.FlowWriter;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.StateException;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that stream all matching flows as lines. */
class StreamedFlowsIT {

    private static final String NDJSON = "application/x-ndjson";
    private static final int MANY = 100_000;

    private final FakeFlowState state = FakeFlowState.withFlows(250);
    private RunningServer server;

    @BeforeEach
    void start() {
        server = new RunningServer(state);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Generates flows one at a time, so that they are not all in memory. */
    private static void generateFlows(int count, FlowReceiver receiver) {
        boolean wanted = true;
        for (int i = 1; wanted && i <= count; i++) {
            wanted = receiver.accept(FakeFlowState.flow(i));
        }
    }

    @Test
    void streamsAllMatchesWithoutLimit() {
        HttpResponse<String> all = server.get("/api/v1/flows?state=active", "Accept", NDJSON);
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(all.body().lines()).hasSize(125);
        assertThat(all.body().lines())
                .allMatch(line -> json(line).get("state").asText().equals("active"));
        assertThat(server.get("/api/v1/flows?fields=bytes", "Accept", "text/csv").body().lines())
                .hasSize(251)
                .startsWith("bytes", "100", "200");
    }

    @ParameterizedTest
    @ValueSource(strings = {NDJSON, "text/csv"})
    void streamsHundredThousandFlows(String format) {
        state.scan = Optional.of(receiver -> generateFlows(MANY, receiver));
        HttpResponse<InputStream> response = server.open("/api/v1/flows?fields=id", format);
        long lines = lines(response.body());
        assertThat(lines).isEqualTo(format.equals(NDJSON) ? MANY : MANY + 1);
        assertThat(response.headers().firstValue("Transfer-Encoding")).hasValue("chunked");
    }

    /** Measures how far the scan is ahead of the client, which is what must be in memory. */
    @Test
    void holdsOnlyPartOfTheStreamInMemory() throws Exception {
        AtomicLong read = new AtomicLong();
        AtomicLong written = new AtomicLong();
        AtomicLong maximum = new AtomicLong();
        state.scan =
                Optional.of(
                        receiver -> {
                            FlowWriter writer = FlowWriter.ndjson(List.of(FlowField.values()));
                            ByteArrayOutputStream line = new ByteArrayOutputStream();
                            for (int i = 1; i <= MANY; i++) {
                                Flow flow = FakeFlowState.flow(i);
                                line.reset();
                                writer.write(flow, line);
                                written.addAndGet(line.size());
                                receiver.accept(flow);
                                long held = written.get() - read.get();
                                maximum.accumulateAndGet(held, Math::max);
                            }
                        });
        byte[] buffer = new byte[64 * 1024];
        try (InputStream body = server.open("/api/v1/flows", NDJSON).body()) {
            for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
                read.addAndGet(count);
            }
        }
        assertThat(read.get()).isEqualTo(written.get()).isGreaterThan(50_000_000);
        // Most of this is in the buffers of the sockets.
        assertThat(maximum.get()).isLessThan(20_000_000);
    }

    private static long lines(InputStream body) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            return reader.lines().count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void endsScanWhenClientIsGone() throws Exception {
        CountDownLatch refused = new CountDownLatch(1);
        state.scan =
                Optional.of(
                        receiver -> {
                            Flow flow = FakeFlowState.flow(1);
                            while (receiver.accept(flow)) {
                                // until the client is gone
                            }
                            refused.countDown();
                        });
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream()
                    .write(
                            ("GET /api/v1/flows HTTP/1.1\r\nHost: localhost\r\nAccept: "
                                            + NDJSON
                                            + "\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readNBytes(100_000)).hasSize(100_000);
        }
        assertThat(refused.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(server.get("/api/v1/flows?limit=1").statusCode()).isEqualTo(200);
    }

    @Test
    void cutsConnectionIfScanFailsAfterTheStart() {
        state.scan =
                Optional.of(
                        receiver -> {
                            generateFlows(1000, receiver);
                            throw new StateException(StateException.Reason.TIMEOUT, "too slow");
                        });
        assertThat(server.raw("/api/v1/flows", "Host: localhost", "Accept: " + NDJSON))
                .startsWith("HTTP/1.1 200 ")
                .doesNotContain("\r\n0\r\n");
        assertThatThrownBy(() -> server.get("/api/v1/flows", "Accept", NDJSON))
                .isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void answersProblemIfScanFailsBeforeAnythingIsSent() {
        state.scan =
                Optional.of(
                        receiver -> {
                            generateFlows(10, receiver);
                            throw new StateException(StateException.Reason.TIMEOUT, "too slow");
                        });
        HttpResponse<String> response = server.get("/api/v1/flows", "Accept", NDJSON);
        assertThat(response.statusCode()).isEqualTo(504);
        assertThat(json(response).get("detail").asText()).isEqualTo("too slow");
    }

    @Test
    void reportsMissingPartsInHeaderOrTrailer() {
        state.missing = List.of("host-b does not answer", "höst-c neither");
        String missing = "host-b does not answer; h?st-c neither";
        HttpResponse<String> few = server.get("/api/v1/flows", "Accept", "text/csv");
        assertThat(few.headers().firstValue("Ringflow-Missing")).hasValue(missing);
        state.scan = Optional.of(receiver -> generateFlows(1000, receiver));
        assertThat(server.raw("/api/v1/flows", "Host: localhost", "Accept: " + NDJSON))
                .containsIgnoringCase("\r\nTrailer: Ringflow-Missing\r\n")
                .containsIgnoringCase("\r\nRingflow-Missing: " + missing + "\r\n")
                .containsPattern("\r\n0\r\n");
    }

    @Test
    void answersEmptyBodyIfNothingMatches() {
        state.flows = List.of();
        assertThat(server.get("/api/v1/flows", "Accept", NDJSON).body()).isEmpty();
        state.missing = List.of("everything");
        HttpResponse<String> empty = server.get("/api/v1/flows", "Accept", NDJSON);
        assertThat(empty.body()).isEmpty();
        assertThat(empty.headers().firstValue("Ringflow-Missing")).hasValue("everything");
    }

    @Test
    void refusesToSortStream() {
        HttpResponse<String> response =
                server.get("/api/v1/flows?sort=-bytes", "Accept", "text/csv");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).get("parameter").asText()).isEqualTo("sort");
        assertThat(json(response).get("detail").asText()).contains("give a limit of 1 to 10000");
    }
}
