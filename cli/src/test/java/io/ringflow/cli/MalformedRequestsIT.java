package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.model.Waiting;
import io.ringflow.model.text.PrintableText;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks what a process writes to standard error when clients send malformed requests. */
class MalformedRequestsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String SECRET = "rf_secretsecretsecret";
    private static final Pattern JVM_WARNING =
            Pattern.compile("WARNING: (A terminally deprecated|sun.misc.Unsafe|Please consider)");
    private static final Pattern REST = Pattern.compile("REST at http://127.0.0.1:(\\d+)/");
    private static final Pattern WEB_UI = Pattern.compile("web UI at http://127.0.0.1:(\\d+)");

    private static final List<String> REQUESTS =
            List.of(
                    "GARBAGE " + SECRET + "\r\n\r\n",
                    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
                    "GET / HTTP/9.9\r\n\r\n",
                    "GET /\u001b[2J" + SECRET + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost localhost " + SECRET + "\r\n\r\n",
                    "GET /%zz" + SECRET + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET /jobs/no-id HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET /\u00e2\u0080\u00ae HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET / HTTP/1.1\r\nContent-Length: -1\r\nAuthorization: " + SECRET + "\r\n\r\n",
                    "GET / HTTP/1.1\r\nX: " + "a".repeat(20_000) + SECRET + "\r\n\r\n",
                    "GET / HTTP/1.1\n" + SECRET + "\n\n",
                    "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SECRET + SECRET,
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\5\1\5\0\0\0\1\u00ff\u00ff\u00ff\u00ff",
                    "\0".repeat(50));

    @TempDir private Path directory;

    @Test
    void jsonLogHoldsNothingOfMalformedRequests() throws Exception {
        String messages = messages("-Dlog.format=json");

        ObjectMapper mapper = new ObjectMapper();
        for (String line : logLines(messages)) {
            assertThat(mapper.readTree(line).path("level").asText()).as(line).isEqualTo("INFO");
        }
    }

    @Test
    void textLogHasAtMostOneLinePerMalformedRequest() throws Exception {
        String messages = messages("-Dlog.format=text");

        assertThat(logLines(messages))
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\d [0-9:.]{12} INFO  .*"));
    }

    /** Returns the log's lines, without messages of the command and warnings of the JVM. */
    private static List<String> logLines(String messages) {
        return messages.lines()
                .filter(line -> !line.startsWith("ringflow: "))
                .filter(line -> !JVM_WARNING.matcher(line).lookingAt())
                .toList();
    }

    private String messages(String... settings) throws Exception {
        Path messages = directory.resolve("messages");
        Process process = start(messages, settings);
        try {
            int rest = port(REST, messages, process);
            int webUi = port(WEB_UI, messages, process);
            for (String request : REQUESTS) {
                send(rest, request);
                send(webUi, request);
            }
        } finally {
            process.destroy();
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
        String text = Files.readString(messages);
        assertThat(text).contains("Listening on").doesNotContain("\tat ", SECRET);
        assertThat(text).doesNotContain("72 66 5f", "72665f");
        assertThat(PrintableText.ofLines(text)).isEqualTo(text);
        return text;
    }

    private static Process start(Path messages, String... settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String module : List.of("java.lang", "java.util", "java.util.concurrent")) {
            command.add("--add-opens=java.base/" + module + "=ALL-UNNAMED");
        }
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(
                List.of(
                        Ringflow.class.getName(),
                        "replay",
                        "../deploy/src/main/dist/share/sample.pcap"));
        command.addAll(List.of("--serve", "-Dquery.port=0", "-Dflink.rest.port=0"));
        command.addAll(List.of(settings));
        return new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(messages.toFile())
                .start();
    }

    private static int port(Pattern pattern, Path messages, Process process) throws IOException {
        return Waiting.untilPresent(
                () -> "the start of " + process,
                () -> {
                    String text = Files.readString(messages);
                    assertThat(process.isAlive()).as(text).isTrue();
                    return pattern.matcher(text)
                            .results()
                            .map(at -> Integer.parseInt(at.group(1)))
                            .findFirst();
                });
    }

    /** Sends a request and waits briefly for an answer or the end of the connection. */
    private static void send(int port, String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(300);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            var unused = socket.getInputStream().read();
        } catch (SocketTimeoutException | SocketException e) {
            // The server waits for more bytes or has closed the connection.
        }
    }
}
