package io.ringflow.cli;

import com.sun.net.httpserver.HttpServer;
import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.StandardOutput;
import io.ringflow.cli.terminal.StopRequest;
import io.ringflow.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A short run that loads what every client of a server loads, from which the JVM makes its start
 * cache. The launcher runs it once for each JDK and set of options.
 */
public final class ClientTraining {

    private static final String FLOWS =
            """
            {"flows":[{"id":"a","protocol":"tcp","srcAddr":"192.0.2.1","srcPort":40000,
              "dstAddr":"2001:db8::1","dstPort":443,"packets":12,"bytes":3456,"durationMs":12.5,
              "state":"active","lastSeen":"2026-01-01T00:00:00.000000000Z"}],
             "total":1,"watermark":"2026-01-01T00:00:01.000000000Z"}""";

    private static final String TOP =
            """
            {"top":[{"key":"192.0.2.1","bytes":3456,"packets":12,"flows":1,"share":0.75}],
             "other":{"bytes":1152,"packets":4,"flows":1,"share":0.25},"basis":"buckets",
             "watermark":"2026-01-01T00:00:01.000000000Z"}""";

    private static final String INTERFACES =
            """
            {"interfaces":[{"host":"a","interface":"eth0","state":"up","packets":12,"bytes":3456,
              "packetsPerSecond":1.5,"bitsPerSecond":2400,"drops":0,"gaps":0}]}""";

    private ClientTraining() {}

    /**
     * Queries a server in this process and exits.
     *
     * @param arguments path, without the ending, of the files that receive the texts of {@code
     *     --help} and {@code --version}; none are written without it
     */
    public static void main(String[] arguments) throws IOException {
        Terminal unused = Ringflow.terminal(new StandardOutput());
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(server, "/api/v1/flows", FLOWS);
        answer(server, "/api/v1/top", TOP);
        answer(server, "/api/v1/interfaces", INTERFACES);
        server.start();
        String address = "http://127.0.0.1:" + server.getAddress().getPort();
        boolean done = true;
        for (List<String> command :
                List.of(
                        List.of("flows", "--server", address),
                        List.of("top", "srcAddr", "--server", address),
                        List.of("interfaces", "--server", address),
                        List.of("flows", "--help"),
                        List.of("--help"),
                        List.of("--version"))) {
            done &= run(command, OutputStream.nullOutputStream());
        }
        if (arguments.length > 0) {
            done &= keep("--help", Path.of(arguments[0] + ".help"));
            done &= keep("--version", Path.of(arguments[0] + ".version"));
            System.setProperty("picocli.ansi", "true");
            done &= keep("--help", Path.of(arguments[0] + ".help-color"));
        }
        server.stop(0);
        System.exit(done ? ExitStatus.DONE : ExitStatus.FAILED);
    }

    private static void answer(HttpServer server, String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(
                path,
                exchange -> {
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
    }

    private static boolean keep(String option, Path file) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        boolean done = run(List.of(option), text);
        Files.write(file, text.toByteArray());
        return done;
    }

    private static boolean run(List<String> command, OutputStream to) {
        PrintStream out = new PrintStream(to, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(out, System.err, false, Map.of(), new StopRequest());
        int status = Ringflow.execute(terminal, command.toArray(String[]::new));
        if (status != ExitStatus.DONE) {
            System.err.println("the training run failed: " + String.join(" ", command));
        }
        return status == ExitStatus.DONE;
    }
}
