package io.ringflow.cli;

import io.ringflow.cli.terminal.ExitStatus;
import io.ringflow.cli.terminal.StopRequest;
import io.ringflow.cli.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A short run that loads what every start of a job loads, from which the JVM makes its start cache.
 * The launcher runs it once for each JDK and set of options.
 */
public final class JobTraining {

    private static final Pattern REST = Pattern.compile("REST at (http://[^/\\s]+)");

    private JobTraining() {}

    /**
     * Replays a capture, serves it for a moment and exits.
     *
     * @param arguments the capture file
     */
    public static void main(String[] arguments) {
        int status = ExitStatus.DONE;
        try {
            var unused = PrivateDirectory.use();
            train(arguments[0]);
        } catch (Exception e) {
            System.err.println("the training run failed: " + e);
            status = ExitStatus.FAILED;
        }
        System.exit(status);
    }

    private static void train(String capture) throws Exception {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Path directory = Files.createTempDirectory(temporary, "training");
        Path flows = directory.resolve("flows.ndjson");
        Path stats = directory.resolve("stats.json");
        try {
            replay(new StopRequest(), System.err, capture, "-o", flows.toString());
            replay(new StopRequest(), System.err, capture, "--stats", stats.toString());
            serve(capture);
            askHistory(directory);
        } finally {
            for (Path path : List.of(flows, stats, directory)) {
                Files.deleteIfExists(path);
            }
        }
    }

    /** Asks a history without files. */
    private static void askHistory(Path directory) {
        Terminal terminal = terminal(new StopRequest(), System.err);
        String history = "-Dhistory.dir=" + directory;
        if (Ringflow.execute(terminal, "sql", history, "SELECT count(*) FROM flows")
                != ExitStatus.DONE) {
            // The classes loaded so far are worth caching.
            System.err.println("the history did not answer");
        }
    }

    private static void serve(String capture) throws Exception {
        StopRequest stop = new StopRequest();
        AddressWatch messages = new AddressWatch();
        CompletableFuture<Void> served =
                CompletableFuture.runAsync(
                        () ->
                                replay(
                                        stop,
                                        new PrintStream(messages, true, StandardCharsets.UTF_8),
                                        capture,
                                        "--serve",
                                        "-Dquery.port=0",
                                        "-Dflink.rest.port=0"));
        CompletableFuture.anyOf(messages.address, served).get(30, TimeUnit.SECONDS);
        try (HttpClient client = HttpClient.newHttpClient()) {
            for (String path : List.of("/api/v1/flows", "/api/v1/statistics", "/health")) {
                URI uri = URI.create(messages.address.getNow("") + path);
                client.send(
                        HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            }
        } catch (IOException e) {
            // The classes loaded so far are worth caching.
            System.err.println("the REST server did not answer: " + e);
        }
        stop.request();
        served.get(30, TimeUnit.SECONDS);
    }

    private static void replay(StopRequest stop, PrintStream err, String... arguments) {
        String[] command = new String[arguments.length + 1];
        command[0] = "replay";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        if (Ringflow.execute(terminal(stop, err), command) != ExitStatus.DONE) {
            throw new IllegalStateException(
                    "The training run failed: " + String.join(" ", command));
        }
    }

    private static Terminal terminal(StopRequest stop, PrintStream err) {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true);
        return new Terminal(nowhere, err, false, Map.of(), stop);
    }

    /** Forwards to standard error and waits for the message with the server's address. */
    private static final class AddressWatch extends ByteArrayOutputStream {

        private final CompletableFuture<String> address = new CompletableFuture<>();

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            System.err.write(bytes, offset, length);
            Matcher matcher = REST.matcher(toString(StandardCharsets.UTF_8));
            if (matcher.find()) {
                address.complete(matcher.group(1));
            }
        }
    }
}
