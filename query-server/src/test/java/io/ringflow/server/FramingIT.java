package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ends of requests and answers: requests that a proxy could delimit otherwise are refused. */
class FramingIT {

    private static final String NEXT = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final RunningServer server = new RunningServer(FakeFlowState.withFlows(300));

    @AfterEach
    void stop() {
        server.close();
    }

    /** Sends a request and another one right after it; returns all answers up to the close. */
    private String answers(String method, String path, String headers, String body) {
        try (RawClient client = new RawClient(server.port())) {
            String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers;
            return client.send(head + "\r\n" + body + NEXT).readAll();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nContent-Length: 6\r\n",
                "Content-Length: 5\r\nContent-Length: 5\r\n",
                "Content-Length: 5, 5\r\n",
                "Content-Length: +5\r\n",
                "Content-Length: -1\r\n",
                "Content-Length: 0x5\r\n",
                "Content-Length: 99999999999999999999\r\n",
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
                "Transfer-Encoding: gzip\r\n",
                "Transfer-Encoding: identity\r\n",
                "Transfer-Encoding: chunked, identity\r\n",
                "Transfer-Encoding: gzip, chunked\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "Transfer-Encoding : chunked\r\n",
                "Content-Length : 5\r\n",
                "X: a\r\n Transfer-Encoding: chunked\r\n"
            })
    void refusesBodyWithAmbiguousLength(String headers) {
        for (String method : new String[] {"GET", "POST"}) {
            String answers = answers(method, "/api/v1/flows", headers, "hello");
            assertThat(answers).startsWith("HTTP/1.1 400 ");
            assertThat(answers).as("closes").containsOnlyOnce("HTTP/1.1 ");
            assertThat(answers).as("shows nothing of the request").doesNotContain("|000");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 60000\r\n",
                "Transfer-Encoding: chunked\r\n",
                "Transfer-Encoding: CHUNKED\r\n",
                "Content-Length: 5\r\nExpect: 100-continue\r\n"
            })
    void refusesBodyWithoutReadingItAndCloses(String headers) {
        String get = answers("GET", "/api/v1/flows", headers, "5\r\nhello\r\n");
        assertThat(get).startsWith("HTTP/1.1 413 ").containsOnlyOnce("HTTP/1.1 ");
        assertThat(get).contains("application/problem+json").containsIgnoringCase("close");
        String post = answers("POST", "/health", headers, "5\r\nhello\r\n");
        assertThat(post).startsWith("HTTP/1.1 405 ").containsOnlyOnce("HTTP/1.1 ");
        String none = answers("GET", "/nowhere", headers, "5\r\nhello\r\n");
        assertThat(none).startsWith("HTTP/1.1 404 ").containsOnlyOnce("HTTP/1.1 ");
    }

    @Test
    void acceptsRequestWithEmptyBody() {
        try (RawClient client = new RawClient(server.port())) {
            client.send(
                    "GET /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");
            assertThat(client.readSome()).startsWith("HTTP/1.1 200 ");
            assertThat(client.send(NEXT).readSome()).startsWith("HTTP/1.1 200 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/openapi",
                "/health",
                "/metrics",
                "/api/v1/flows",
                "/api/v1/top",
                "/api/v1/flows?limit=300",
                "/api/v1/flows?limit=x",
                "/nowhere",
                "/api/v1/stream"
            })
    void answersHeadLikeGetWithoutBody(String path) {
        String close = "Connection: close\r\n";
        String head = answers("HEAD", path, close, "");
        String get = answers("GET", path, close, "");
        assertThat(head).endsWith("\r\n\r\n");
        assertThat(head.indexOf("\r\n\r\n")).isEqualTo(head.length() - 4);
        assertThat(head.lines().findFirst()).isEqualTo(get.lines().findFirst());
        assertThat(head).containsIgnoringCase("Content-Type: ");
    }

    @Test
    void answersHeadOfStreamImmediately() {
        for (String type : new String[] {"text/csv", "application/x-ndjson"}) {
            String headers = "Connection: close\r\nAccept: " + type + "\r\n";
            String head = answers("HEAD", "/api/v1/flows", headers, "");
            assertThat(head).startsWith("HTTP/1.1 200 ").contains(type).endsWith("\r\n\r\n");
        }
    }

    @Test
    void keepsConnectionAfterHead() {
        try (RawClient client = new RawClient(server.port())) {
            client.send("HEAD /openapi HTTP/1.1\r\nHost: localhost\r\n\r\n" + NEXT + NEXT);
            StringBuilder all = new StringBuilder();
            while (all.toString().split("\"checks\"", -1).length < 3) {
                all.append(client.readSome());
            }
            assertThat(all.toString().split("HTTP/1.1 200 ", -1)).hasSize(4);
        }
    }

    @Test
    void refusesHttp2() {
        try (RawClient client = new RawClient(server.port())) {
            String answer = client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").readAll();
            assertThat(answer).startsWith("HTTP/1.1 400 ");
        }
        String upgrade = "Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings, close\r\n";
        assertThat(answers("GET", "/health", upgrade, "")).startsWith("HTTP/1.1 200 ");
    }
}
