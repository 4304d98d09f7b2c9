package io.ringflow.server;

import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.Waiting;
import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.Scope;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.SecuritySettings.RateLimit;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The request log has a line for each request, and no secrets. */
class RequestLogIT {

    private static final String READER = AccessToken.generate();

    private final RunningServer server =
            new RunningServer(
                    FakeFlowState.withFlows(1),
                    new SecuritySettings(
                            Mode.TOKEN,
                            List.of(
                                    new AccessToken(
                                            "alice",
                                            AccessToken.hash(READER),
                                            Scope.READ,
                                            Optional.empty())),
                            Optional.empty(),
                            List.of(),
                            RateLimit.NONE),
                    InstantSource.system());

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> get(String path) {
        return server.get(path, "Authorization", "Bearer " + READER);
    }

    private void assertUpgraded() {
        List<String> headers = new ArrayList<>(RawStream.UPGRADE);
        headers.add("Host: localhost");
        headers.add("Sec-WebSocket-Protocol: bearer." + READER);
        try (RawStream stream = new RawStream(server.port(), headers)) {
            assertThat(stream.head()).startsWith("HTTP/1.1 101 ");
        }
    }

    /** Collects log lines while a test runs. */
    private static final class Log extends AbstractAppender {
        private final List<String> lines = new ArrayList<>();

        Log() {
            super("test", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public synchronized void append(LogEvent event) {
            lines.add(event.getLoggerName() + " " + event.getMessage().getFormattedMessage());
        }

        synchronized List<String> lines() {
            return List.copyOf(lines);
        }

        List<String> requests() {
            return lines().stream().filter(line -> line.startsWith("ringflow.requests")).toList();
        }

        /** Waits for requests in the log, since a request is logged after its answer is sent. */
        void await(int count) {
            Waiting.until(() -> "more than " + requests(), () -> requests().size() >= count);
        }
    }

    @Test
    void logsRequestsWithoutTokens() {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        Log log = new Log();
        log.start();
        context.getConfiguration().getRootLogger().addAppender(log, Level.DEBUG, null);
        Configurator.setLevel("ringflow.requests", Level.INFO);
        context.updateLoggers();
        try {
            assertThat(
                            server.get(
                                            "/api/v1/gaps?token=" + READER,
                                            "Authorization",
                                            "Bearer " + READER,
                                            "X-Request-Id",
                                            "abc-1")
                                    .headers()
                                    .firstValue("X-Request-Id"))
                    .hasValue("abc-1");
            assertThat(
                            server.get("/nowhere/%0aclient=x", "X-Request-Id", "a b")
                                    .headers()
                                    .firstValue("X-Request-Id")
                                    .orElse(""))
                    .matches("[0-9a-f]{16}");
            // Lines of two connections come in any order.
            log.await(2);
            assertUpgraded();
            log.await(3);
        } finally {
            context.getConfiguration().getRootLogger().removeAppender("test");
            context.updateLoggers();
        }
        List<String> requests = log.requests();
        assertThat(requests).hasSize(3);
        assertThat(requests.get(0))
                .containsPattern(
                        "client=127.0.0.1 user=alice method=GET path=/api/v1/gaps status=400"
                                + " bytes=\\d+ ms=\\d+\\.\\d id=abc-1");
        assertThat(requests.get(1)).contains("user=- ", "status=401").doesNotContain("client=x");
        assertThat(requests.get(2))
                .containsPattern(
                        "client=127.0.0.1 user=alice method=GET path=/api/v1/stream status=101"
                                + " bytes=0 ms=\\d+\\.\\d id=[0-9a-f]{16}");
        assertThat(log.lines()).noneMatch(line -> line.contains(READER));
        assertThat(json(get("/api/v1/gaps")).has("gaps")).isTrue();
        assertThat(get("/metrics").body()).doesNotContain(READER);
    }
}
