package io.ringflow.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ringflow.model.text.PrintableText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Query commands against servers that are not Ringflow or that require a token. */
@Execution(ExecutionMode.SAME_THREAD)
class ForeignServerIT {

    private final QueryCommands commands = new QueryCommands();

    @AfterEach
    void stop() {
        commands.close();
    }

    /** Starts a server that answers every request with the same text. */
    private static HttpServer foreign(int status, String type, String body) throws IOException {
        HttpServer foreign =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        foreign.createContext(
                "/",
                exchange -> {
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", type);
                    exchange.sendResponseHeaders(status, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
        foreign.start();
        return foreign;
    }

    private void assertAnswerIsEscaped(HttpServer server, int status, String... command) {
        commands.environment.put("RINGFLOW_SERVER", "localhost:" + server.getAddress().getPort());
        assertThat(commands.run(command)).as("%s", Arrays.asList(command)).isEqualTo(status);
        for (String text : List.of(commands.messages(), commands.output())) {
            assertThat(PrintableText.ofLines(text)).isEqualTo(text);
            assertThat(text.lines()).doesNotContain("ringflow: forged");
        }
    }

    @Test
    void errorsOfForeignServerAreEscaped() throws IOException {
        String detail = "\\u001b[2J\u009b\u202e\\nringflow: forged";
        for (int status : new int[] {400, 401, 429, 500}) {
            HttpServer foreign =
                    foreign(status, "application/problem+json", "{\"detail\":\"" + detail + "\"}");
            try {
                assertAnswerIsEscaped(foreign, status == 400 || status == 401 ? 2 : 1, "flows");
                assertThat(commands.messages())
                        .contains("\\u001b[2J\\u009b\\u202e\\nringflow: forged");
            } finally {
                foreign.stop(0);
            }
        }
        HttpServer foreign = foreign(200, "\u001btext", "");
        try {
            assertAnswerIsEscaped(foreign, 1, "flows");
        } finally {
            foreign.stop(0);
        }
    }

    @Test
    void valuesOfForeignServerAreEscaped() throws IOException {
        String evil = "\\u001b[2J\u009b\u202e\\nringflow: forged";
        String answer =
                """
                {"watermark":"%1$s","missing":["%1$s"],
                \t"flows":[{"protocol":"%1$s","state":"%1$s"}],"total":1,"raw":"\u009b\u202e",
                \t"top":[{"key":"%1$s"},{"key":"=1"}],
                \t"interfaces":[{"host":"=%1$s","interface":"%1$s","packets":-1}]}
                """
                        .formatted(evil);
        HttpServer foreign = foreign(200, "application/json", answer);
        String server = "localhost:" + foreign.getAddress().getPort();
        try {
            assertAnswerIsEscaped(foreign, 0, "flows");
            assertAnswerIsEscaped(foreign, 0, "flows", "--format", "json");
            assertAnswerIsEscaped(foreign, 0, "flows", "--fields", "protocol,state");
            assertAnswerIsEscaped(foreign, 0, "top", "srcAddr");
            assertAnswerIsEscaped(foreign, 0, "top", "srcAddr", "--format", "csv");
            assertThat(commands.lines()).contains("'=1,,,,");
            assertAnswerIsEscaped(foreign, 0, "top", "srcAddr", "--format", "ndjson");
            assertAnswerIsEscaped(foreign, 0, "interfaces", "--server", server);
            assertAnswerIsEscaped(foreign, 0, "interfaces", "--server", server, "--format", "csv");
            assertThat(commands.lines().get(1)).startsWith("'=\\u001b[2J").contains(",-1,");
            commands.environment.put("RINGFLOW_SECURITY_CSV_FORMULAS", "true");
            assertThat(commands.run("top", "srcAddr", "--format", "csv")).isZero();
            assertThat(commands.lines()).contains("=1,,,,");
        } finally {
            foreign.stop(0);
        }
    }

    @Test
    void longAnswersOfForeignServerAreEscaped() throws IOException {
        String line = "{\"a\":\"é\u009b\u202e🦊\u001b\"}\n";
        HttpServer foreign = foreign(200, "application/x-ndjson", line.repeat(20_000));
        try {
            assertAnswerIsEscaped(foreign, 0, "flows", "--format", "ndjson");
            assertThat(commands.lines())
                    .hasSize(20_000)
                    .containsOnly("{\"a\":\"é\\u009b\\u202e🦊\\u001b\"}");
        } finally {
            foreign.stop(0);
        }
    }

    @Test
    void commandsSendTokenAndReportRefusal() throws IOException {
        HttpServer guarded =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
        AtomicReference<String> sent = new AtomicReference<>();
        guarded.createContext(
                "/",
                exchange -> {
                    sent.set(exchange.getRequestHeaders().getFirst("Authorization"));
                    byte[] body =
                            "{\"detail\":\"the token is not known\"}"
                                    .getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(401, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        guarded.start();
        try {
            commands.environment.put(
                    "RINGFLOW_SERVER", "localhost:" + guarded.getAddress().getPort());
            commands.environment.put("RINGFLOW_TOKEN", "from-environment");
            assertThat(commands.run("flows")).isEqualTo(2);
            assertThat(sent.get()).isEqualTo("Bearer from-environment");
            assertThat(commands.messages())
                    .contains("the token is not known; give a token with --token or in RINGFLOW_");
            assertThat(commands.run("top", "srcAddr", "--token", "from-option")).isEqualTo(2);
            assertThat(sent.get()).isEqualTo("Bearer from-option");
        } finally {
            guarded.stop(0);
        }
    }
}
