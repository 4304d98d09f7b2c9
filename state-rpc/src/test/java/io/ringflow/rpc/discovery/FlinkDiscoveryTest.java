package io.ringflow.rpc.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpServer;
import io.ringflow.rpc.discovery.FlinkDiscovery.RestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs against a server that answers as Flink 2.3 does. */
class FlinkDiscoveryTest {

    private static final String MANAGERS =
            """
            {"taskmanagers":[
              {"id":"host-b:4711-f3","path":"pekko.tcp://flink@host-b:4711/user/rpc/taskmanager_0",
               "slotsNumber":1,"totalResource":{"cpuCores":1.0},"blocked":false},
              {"id":"x","path":"pekko.tcp://flink@[2001:db8::1]:4711/user/rpc/taskmanager_0"}]}
            """;

    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private HttpServer flink;

    @BeforeEach
    void start() throws IOException {
        flink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        flink.createContext(
                "/",
                exchange -> {
                    authorizations.add(
                            String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
                    String answer = answers.get(exchange.getRequestURI().getPath());
                    byte[] body = (answer == null ? "{}" : answer).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(answer == null ? 404 : 200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        flink.start();
        answers.put("/taskmanagers", MANAGERS);
    }

    @AfterEach
    void stop() {
        flink.stop(0);
    }

    private FlinkDiscovery discovery(String job) {
        return discovery(job, Optional::empty);
    }

    private FlinkDiscovery discovery(String job, Supplier<Optional<String>> token) {
        URI address = URI.create("http://127.0.0.1:" + flink.getAddress().getPort());
        return new FlinkDiscovery(new RestServer(address, Optional.empty(), token), job, 9440, 2);
    }

    private static String job(String id, String name, String state, int start) {
        return "{\"jid\":\"%s\",\"name\":\"%s\",\"state\":\"%s\",\"start-time\":%d,\"tasks\":{}}"
                .formatted(id, name, state, start);
    }

    private void jobs(String... jobs) {
        answers.put("/jobs/overview", "{\"jobs\":[" + String.join(",", jobs) + "]}");
    }

    @Test
    void sendsCurrentTokenWithEachRequest() throws Exception {
        Iterator<Optional<String>> tokens =
                List.of(Optional.of("a"), Optional.<String>empty()).iterator();
        discovery("0".repeat(32), tokens::next).places();
        jobs(job("1".repeat(32), "ringflow", "RUNNING", 1));
        discovery("", () -> Optional.of("b")).places();
        assertThat(authorizations).containsExactly("Bearer a", "Bearer b", "Bearer b");
    }

    @Test
    void findsRunningJobByName() throws Exception {
        jobs(
                job("a", "ringflow", "FINISHED", 9),
                job("b", "other", "RUNNING", 9),
                job("c", "ringflow", "RUNNING", 3),
                job("d", "ringflow", "RESTARTING", 8));
        assertThat(discovery("").places().job()).isEqualTo("c");
        jobs(job("d", "ringflow", "RESTARTING", 8));
        assertThat(discovery("").places().job()).isEqualTo("d");
    }

    @Test
    void listsEveryPortOfTheRangeOnEveryHost() throws Exception {
        assertThat(discovery("given").places())
                .isEqualTo(
                        new Discovery.Places(
                                "given",
                                List.of(
                                        new Endpoint("2001:db8::1", 9440),
                                        new Endpoint("2001:db8::1", 9441),
                                        new Endpoint("host-b", 9440),
                                        new Endpoint("host-b", 9441))));
    }

    @Test
    void reportsWhyDiscoveryFails() {
        jobs(job("a", "ringflow", "FAILED", 9));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> discovery("").places())
                .withMessageContaining("no job named ringflow");
        answers.remove("/taskmanagers");
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> discovery("x").places())
                .withMessageContaining("404");
        answers.put("/taskmanagers", "<html>");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> discovery("x").places());
        flink.stop(0);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> discovery("x").places())
                .withMessageContaining("does not answer");
    }

    @Test
    void parsesEndpoints() {
        assertThat(Endpoint.parse("host-b:9440")).isEqualTo(new Endpoint("host-b", 9440));
        assertThat(Endpoint.parse("[::1]:9440")).isEqualTo(new Endpoint("::1", 9440));
        assertThat(Endpoint.parse("[::1]:9440")).hasToString("[::1]:9440");
        for (String wrong : new String[] {"host-b", "host-b:", ":1", "host-b:0", "host-b:70000"}) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> Endpoint.parse(wrong));
        }
    }
}
