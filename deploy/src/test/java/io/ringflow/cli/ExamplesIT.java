package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.capture.ring.NetnsFixture;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
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
 * Needs a shell, curl and the distribution, and for {@code ringflow run} the right to capture: runs
 * the examples of the documentation as a user would type them, beside a server that replayed the
 * sample.
 */
class ExamplesIT {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SAMPLE = ROOT.resolve("deploy/src/main/dist/share/sample.pcap");

    /** Fenced commands of a document; a line that ends with a backslash goes on. */
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    /** Commands within the text. */
    private static final Pattern INLINE = Pattern.compile("`((?:curl -s|\\./ringflow) [^`]+)`");

    /** What goes on until it is stopped, and what it prints when it is well. */
    private static final Pattern ENDLESS = Pattern.compile("--watch|--serve\\b|ringflow run");

    /** What needs the right to capture. */
    private static final Pattern CAPTURES = Pattern.compile("ringflow run");

    /** Stands for something: no command that can be run as it is. */
    private static final Pattern PLACEHOLDER = Pattern.compile("\\bFILE\\b|…");

    /** The test itself, and a client that Debian does not have. */
    private static final Pattern RUN_ELSEWHERE = Pattern.compile("^(mvn verify|websocat )");

    private static final String SERVES = "REST at (http://\\S+)/api/v1/flows";

    @TempDir private static Path directory;

    private static Process server;
    private static String address;

    @BeforeAll
    static void serve() throws Exception {
        boolean curl =
                Pattern.compile(":")
                        .splitAsStream(System.getenv("PATH"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "curl")));
        assumeTrue(curl, "curl is needed; Debian's package curl has it");
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
        server = start("./ringflow replay capture.pcapng -o /dev/null --serve", "server");
        String said = awaitText("server", SERVES, server);
        address = said;
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            end(server);
        }
    }

    /** Runs a line of shell, in a session of its own so that all of it can be stopped. */
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

    /** The first group of a pattern that a process prints; fails after a minute. */
    private static String awaitText(String name, String pattern, Process process) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (true) {
            Matcher matcher = Pattern.compile(pattern).matcher(output(name));
            if (matcher.find()) {
                return matcher.group(1);
            }
            assertThat(process.isAlive() && System.nanoTime() < deadline)
                    .as("%s prints %s, but printed %s", name, pattern, output(name))
                    .isTrue();
            LockSupport.parkNanos(20_000_000); // the processes need the processors
        }
    }

    /** Waits until the job of a server runs in full: what is stopped before has lost nothing. */
    private static void awaitReady(String url) throws Exception {
        Process ready =
                start(
                        "until curl -s -o health.json " + url + "/health/ready; do sleep 0.1; done",
                        "ready");
        assertThat(ready.waitFor(60, TimeUnit.SECONDS)).as(url).isTrue();
    }

    /** Ctrl-C, as at a terminal: to the shell's children. */
    private static void end(Process process) throws Exception {
        List<ProcessHandle> children = process.descendants().toList();
        // A shell ends with its command; a signal of its own may come when that has ended.
        for (ProcessHandle each : children.isEmpty() ? List.of(process.toHandle()) : children) {
            int status =
                    new ProcessBuilder("kill", "-INT", String.valueOf(each.pid()))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
            assertThat(status).as("kill, of a process that may just have ended").isIn(0, 1);
        }
        process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private static List<String> examples(String document) throws IOException {
        String text = Files.readString(ROOT.resolve(document));
        List<String> examples = new ArrayList<>();
        Matcher block = BLOCK.matcher(text);
        while (block.find()) {
            List<String> together = new ArrayList<>();
            for (String line : block.group(1).lines().toList()) {
                String command = line.replaceFirst("\\s+# .*", "").strip();
                if (ENDLESS.matcher(command).find()) {
                    examples.add(command);
                } else if (!RUN_ELSEWHERE.matcher(command).find() && !command.startsWith("{")) {
                    together.add(command);
                }
            }
            if (!together.isEmpty()) {
                examples.add(String.join("\n", together));
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
    void runsAsItIsWritten(String document) throws Exception {
        List<String> examples =
                examples(document).stream().filter(each -> !CAPTURES.matcher(each).find()).toList();
        assertThat(examples).as("examples of %s", document).isNotEmpty();
        run(examples);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/10-introduction.md", "docs/21-configuration.md"})
    void capturesAsItIsWritten(String document) throws Exception {
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
                boolean ended = process.waitFor(60, TimeUnit.SECONDS);
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
    void aRequestIsLoggedAsJsonWithItsValues() throws Exception {
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
