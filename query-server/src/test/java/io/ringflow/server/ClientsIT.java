package io.ringflow.server;

import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ringflow.model.CertificateFiles;
import io.ringflow.model.Command;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.Scope;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.SecuritySettings.RateLimit;
import io.ringflow.server.security.SecuritySettings.TlsFiles;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clients that users have. Needs curl, promtool and Chromium. */
class ClientsIT {

    private static final String FLOWS = "/api/v1/flows?filter=bytes%20%3E%20200";

    private static final Pattern EXAMPLE = Pattern.compile("(?s)```js\\n(.*?)```");

    @TempDir private Path directory;

    private final FakeFlowState state = FakeFlowState.withFlows(3);

    private static String curl(String... arguments) throws Exception {
        Command.assumeInstalled("curl", "curl");
        List<String> command = new ArrayList<>(List.of("curl", "-sS", "--max-time", "30"));
        command.addAll(List.of(arguments));
        return Command.run(command, "");
    }

    /** Settings with one token, of scope read. */
    private static SecuritySettings readerSettings(String token) {
        AccessToken alice =
                new AccessToken("alice", AccessToken.hash(token), Scope.READ, Optional.empty());
        return new SecuritySettings(
                Mode.TOKEN, List.of(alice), Optional.empty(), List.of(), RateLimit.NONE);
    }

    @Test
    void curlReadsFlows() throws Exception {
        try (RunningServer server = new RunningServer(state)) {
            String url = "http://127.0.0.1:" + server.port() + FLOWS;
            for (String version : List.of("--http1.1", "--http2")) {
                String answer = curl(version, "--compressed", "-w", "\n%{http_version}", url);
                List<String> lines = answer.lines().toList();
                assertThat(json(lines.get(0)).get("flows")).hasSize(1);
                assertThat(lines.get(1)).isEqualTo("1.1");
            }
        }
    }

    @Test
    void curlAgreesOnHttp11UnderTls() throws Exception {
        CertificateFiles certificate = CertificateFiles.make(directory, "localhost");
        SecuritySettings security =
                new SecuritySettings(
                        Mode.LOCALHOST,
                        List.of(),
                        Optional.of(
                                new TlsFiles(certificate.certificateFile(), certificate.keyFile())),
                        List.of(),
                        RateLimit.NONE);
        try (RunningServer server = new RunningServer(state, security, InstantSource.system())) {
            String url = "https://localhost:" + server.port() + FLOWS;
            String answer = curl("--insecure", "-w", "\n%{http_version}", url);
            assertThat(json(answer.lines().findFirst().orElseThrow()).get("flows")).hasSize(1);
            assertThat(answer).endsWith("\n1.1");
        }
    }

    @Test
    void promtoolAcceptsTheMetrics() throws Exception {
        Command.assumeInstalled("promtool", "prometheus");
        try (RunningServer server = new RunningServer(state)) {
            server.get("/api/v1/flows");
            server.get("/api/v1/top");
            String metrics =
                    server.getUntil("/metrics", text -> text.contains("path=\"/api/v1/top\""));
            assertThat(Command.run(List.of("promtool", "check", "metrics"), metrics)).isEmpty();
        }
    }

    @Test
    void browserFollowsFlows() throws Exception {
        try (RunningServer server = new RunningServer(state)) {
            assertThat(browser(follow(server, ""))).isEqualTo("subscribed,flows");
        }
    }

    @Test
    void browserRunsTheExampleOfTheDocumentation() throws Exception {
        Matcher example = EXAMPLE.matcher(Files.readString(Path.of("../docs/32-websocket.md")));
        assertThat(example.find()).isTrue();
        try (RunningServer server = new RunningServer(state)) {
            String script =
                    example.group(1).replace("location.host", "'127.0.0.1:" + server.port() + "'")
                            + "stream.addEventListener('message', receive);\n"
                            + "stream.onerror = () => report('refused');\n";
            assertThat(browser(script)).isEqualTo("subscribed,top");
        }
    }

    @Test
    void browserPassesTokenAsSubprotocol() throws Exception {
        String token = AccessToken.generate();
        SecuritySettings tokens = readerSettings(token);
        try (RunningServer server = new RunningServer(state, tokens, InstantSource.system())) {
            assertThat(browser(follow(server, ", ['bearer." + token + "']")))
                    .isEqualTo("subscribed,flows");
            assertThat(browser(follow(server, ", ['bearer.rf_x']"))).isEqualTo("refused");
        }
    }

    /**
     * A script that follows flows.
     *
     * @param protocols the rest of the WebSocket's arguments
     */
    private static String follow(RunningServer server, String protocols) {
        return """
        const socket = new WebSocket('ws://127.0.0.1:%d/api/v1/stream'%s);
        socket.onopen = () => socket.send(JSON.stringify(
            {type: 'subscribe', id: 'a', topic: 'flows', intervalMs: 100}));
        socket.onmessage = receive;
        socket.onerror = () => report('refused');
        """
                .formatted(server.port(), protocols);
    }

    /**
     * Runs a script in Chromium, and returns the types of the first two messages of its WebSocket,
     * or "refused".
     *
     * @param script connects, passes each message to {@code receive}, and reports a refusal
     */
    private String browser(String script) throws Exception {
        Command.assumeInstalled("chromium", "chromium");
        String page =
                """
                <script>
                const types = [];
                const report = text => fetch('/report', {method: 'POST', body: text});
                const receive = event => {
                    types.push(JSON.parse(event.data).type);
                    if (types.length === 2) { report(types.join()); }
                };
                %s
                </script>
                """
                        .formatted(script);
        BlockingQueue<String> reports = new ArrayBlockingQueue<>(10);
        HttpServer pages =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        pages.createContext(
                "/",
                exchange -> {
                    if (exchange.getRequestURI().getPath().equals("/report")) {
                        byte[] body = exchange.getRequestBody().readAllBytes();
                        reports.add(new String(body, StandardCharsets.UTF_8));
                    }
                    byte[] html = page.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "text/html");
                    exchange.sendResponseHeaders(200, html.length);
                    exchange.getResponseBody().write(html);
                    exchange.close();
                });
        pages.start();
        Process chromium =
                new ProcessBuilder(
                                "chromium",
                                "--headless",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--user-data-dir=" + directory.resolve("profile"),
                                "--remote-debugging-port=0",
                                "http://127.0.0.1:" + pages.getAddress().getPort() + "/")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            String report = null;
            for (int attempt = 0; attempt < 600 && report == null; attempt++) {
                state.publish(
                        new ChangedFlows(
                                FakeFlowState.START_NANOS + attempt,
                                List.of(FakeFlowState.flow(1, FlowEvent.UPDATE)),
                                0));
                report = reports.poll(100, TimeUnit.MILLISECONDS);
            }
            return report;
        } finally {
            chromium.descendants().forEach(ProcessHandle::destroyForcibly);
            chromium.destroyForcibly().onExit().join();
            pages.stop(0);
        }
    }
}
