package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.model.Command;
import io.ringflow.model.Waiting;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Needs a shell, curl, the distribution and, for {@code ringflow run}, the right to capture. Runs
 * the examples of the documentation as a user would type them, while a server serves the sample's
 * flows.
 */
class ExamplesIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SAMPLE = ROOT.resolve("deploy/src/main/dist/share/sample.pcap");

    /** Fenced commands of a document; a backslash at the end of a line continues it. */
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    /** Inline commands. */
    private static final Pattern INLINE = Pattern.compile("`((?:curl -s|\\./ringflow) [^`]+)`");

    /** Commands that run until they are stopped. */
    private static final Pattern ENDLESS = Pattern.compile("--watch|--serve\\b|ringflow run");

    /** Commands that need the right to capture. */
    private static final Pattern CAPTURES = Pattern.compile("ringflow run");

    /** Placeholders, with which a command can't be run. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\bFILE\\b|…");

    /** The build itself, and a client that Debian doesn't package. */
    private static final Pattern SKIPPED = Pattern.compile("^(mvn verify|websocat )");

    private static final String SERVES = "REST at (http://\\S+)/api/v1/flows";

    @TempDir private static Path directory;

    private static Process server;
    private static String address;

    @BeforeAll
    static void serve() throws Exception {
        Command.assumeInstalled("curl", "curl");
        Path distribution;
        try (var found = Files.newDirectoryStream(ROOT.resolve("deploy/target"), "ringflow-*")) {
            distribution = found.iterator().next();
        }
        Files.writeString(
                directory.resolve("ringflow"),
                "#!/bin/sh\nexec '" + distribution.resolve("bin/ringflow") + "' \"$@\"\n");
        assertThat(directory.resolve("ringflow").toFile().setExecutable(true)).isTrue();
        Files.copy(distribution.resolve("conf/ringflow.yaml"), directory.resolve("ringflow.yaml"));
        Files.createDirectories(directory.resolve("deploy/src/main/dist/share"));
        Files.copy(SAMPLE, directory.resolve("deploy/src/main/dist/share/sample.pcap"));
        Files.copy(SAMPLE, directory.resolve("capture.pcapng"));
        try (OutputStream out =
                new GZIPOutputStream(Files.newOutputStream(directory.resolve("capture.pcap.gz")))) {
            Files.copy(SAMPLE, out);
        }
        server =
                start(
                        "./ringflow replay capture.pcapng -o /dev/null --format csv --serve"
                                + " -Dlog.requests=true",
                        "server");
        address = awaitText("server", SERVES, server);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            end(server);
        }
    }

    /** Starts a line of shell. */
    private static Process start(String line, String name) throws IOException {
        String script =
                "sudo() { \"$@\"; }\n"
                        + "curl() { command curl --fail-with-body \"$@\"; }\n"
                        + "set -e\n"
                        + line;
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", script);
        builder.directory(directory.toFile());
        builder.environment().put("RINGFLOW_QUERY_PORT", "0");
        builder.environment().put("RINGFLOW_CAPTURE_INTERFACES", "lo");
        builder.environment().put("RINGFLOW_LOG_FORMAT", "json");
        builder.environment().put("RINGFLOW_STATE_DIR", "");
        if (address != null) {
            builder.environment().put("RINGFLOW_SERVER", address);
        }
        return builder.redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".out").toFile())
                .start();
    }

    private static String output(String name) throws IOException {
        return Files.readString(directory.resolve(name + ".out"), StandardCharsets.UTF_8);
    }

    /** Waits until a process prints a pattern and returns its first group. */
    private static String awaitText(String name, String pattern, Process process) throws Exception {
        Pattern wanted = Pattern.compile(pattern);
        return Waiting.untilPresent(
                () -> name + " prints " + pattern,
                () -> {
                    boolean alive = process.isAlive();
                    String printed = output(name);
                    Optional<String> found =
                            wanted.matcher(printed).results().map(at -> at.group(1)).findFirst();
                    assertThat(alive || found.isPresent())
                            .as("%s prints %s, but printed %s", name, pattern, printed)
                            .isTrue();
                    return found;
                });
    }

    /** Waits until all tasks of a server's job run. */
    private static void awaitReady(String url) throws Exception {
        Process ready =
                start(
                        "until curl -s -o health.json " + url + "/health/ready; do sleep 0.1; done",
                        "ready");
        assertThat(ready.waitFor(180, TimeUnit.SECONDS)).as(url).isTrue();
    }

    /** Sends SIGINT to the shell's children, as Ctrl-C at a terminal does. */
    private static void end(Process process) throws Exception {
        List<ProcessHandle> children = process.descendants().toList();
        // The shell ends with its command and may be gone before it could get a signal.
        for (ProcessHandle handle : children.isEmpty() ? List.of(process.toHandle()) : children) {
            int status =
                    new ProcessBuilder("kill", "-INT", String.valueOf(handle.pid()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
            assertThat(status).as("kill of a process that may have ended").isIn(0, 1);
        }
        process.onExit().orTimeout(120, TimeUnit.SECONDS).join();
    }

    private static List<String> examples(String document) throws IOException {
        String text = Files.readString(ROOT.resolve(document));
        List<String> examples = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            List<String> commands = new ArrayList<>();
            for (String line : block.group(1).lines().toList()) {
                String command = line.replaceFirst("\\s+# .*", "").strip();
                if (ENDLESS.matcher(command).find()) {
                    examples.add(command);
                } else if (!SKIPPED.matcher(command).find() && !command.startsWith("{")) {
                    commands.add(command);
                }
            }
            if (!commands.isEmpty()) {
                examples.add(String.join("\n", commands));
            }
        }
        Matcher inline = INLINE.matcher(text);
        while (inline.find()) {
            if (!PLACEHOLDER.matcher(inline.group(1)).find()) {
                examples.add(inline.group(1).replace("\n", " "));
            }
        }
        return examples.stream()
                .distinct()
                .map(command -> command.replace("http://127.0.0.1:8080", address))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "docs/10-introduction.md",
                "docs/31-rest-api.md",
                "docs/30-command-line.md",
                "docs/42-security.md",
                "docs/21-configuration.md",
                "docs/35-metrics.md",
                "docs/50-troubleshooting.md"
            })
    void examplesSucceed(String document) throws Exception {
        List<String> examples =
                examples(document).stream().filter(CAPTURES.asPredicate().negate()).toList();
        assertThat(examples).as("examples of %s", document).isNotEmpty();
        run(examples);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/10-introduction.md", "docs/21-configuration.md"})
    void examplesThatCaptureSucceed(String document) throws Exception {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        List<String> examples = examples(document).stream().filter(CAPTURES.asPredicate()).toList();
        assertThat(examples).as("examples of %s", document).isNotEmpty();
        run(examples);
    }

    private static void run(List<String> examples) throws Exception {
        for (String example : examples) {
            Process process = start(example, "example");
            if (ENDLESS.matcher(example).find()) {
                if (example.contains("--watch")) {
                    awaitText("example", "(\\w+)\\s", process);
                } else {
                    awaitReady(awaitText("example", SERVES, process));
                }
                end(process);
                assertThat(process.exitValue()).as(output("example")).isZero();
                assertThat(output("example")).as(example).doesNotContain("Exception");
            } else {
                boolean ended = process.waitFor(180, TimeUnit.SECONDS);
                String printed = output("example");
                assertThat(ended).as("%s ends; it printed %s", example, printed).isTrue();
                assertThat(process.exitValue()).as("%s printed %s", example, printed).isZero();
                boolean quiet = example.lines().allMatch(line -> line.contains(" > "));
                assertThat(printed.isBlank())
                        .as("%s printed %s", example, printed)
                        .isEqualTo(quiet);
            }
        }
    }

    @Test
    void requestIsLoggedAsJsonWithItsValues() throws Exception {
        Process curl = start("curl -s " + address + "/health/live -H 'X-Request-Id: here'", "curl");
        assertThat(curl.waitFor()).isZero();
        String line = awaitText("server", "(?m)^(\\{.*\"id\":\"here\".*)$", server);
        JsonNode entry = new ObjectMapper().readTree(line);
        assertThat(entry.get("logger").asText()).isEqualTo("ringflow.requests");
        assertThat(entry.get("level").asText()).isEqualTo("INFO");
        assertThat(entry.get("path").asText()).isEqualTo("/health/live");
        assertThat(entry.get("client").asText()).isEqualTo("127.0.0.1");
        assertThat(entry.get("status").isInt()).isTrue();
        assertThat(entry.get("bytes").isNumber()).isTrue();
        assertThat(entry.get("ms").isNumber()).isTrue();
        assertThat(entry.has("message")).isFalse();
    }
}
