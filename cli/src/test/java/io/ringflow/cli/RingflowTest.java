package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.terminal.StopRequest;
import io.ringflow.cli.terminal.Terminal;
import io.ringflow.model.Command;
import io.ringflow.model.text.PrintableText;
import io.ringflow.server.security.AccessToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RingflowTest {

    private static final String SAMPLE = "../deploy/src/main/dist/share/sample.pcap";

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir private Path directory;

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(ringflow("--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("run", "replay", "flows", "top", "interfaces", "token", "config");
        assertThat(ringflow("--version")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("ringflow ");
        assertThat(messages()).isEmpty();
    }

    @Test
    void everyCommandHasHelp() {
        for (String command :
                new String[] {
                    "run",
                    "replay",
                    "flows",
                    "top",
                    "interfaces",
                    "token",
                    "keys",
                    "config",
                    "state"
                }) {
            assertThat(ringflow(command, "--help")).as(command).isZero();
        }
    }

    @Test
    void wrongCommandsEndWithTwoAndSuggestTheRightOne() {
        assertThat(ringflow("replya", "x")).isEqualTo(2);
        assertThat(messages()).contains("replya").contains("replay").contains("--help");
        assertThat(ringflow()).isEqualTo(2);
        assertThat(ringflow("replay")).isEqualTo(2);
        assertThat(ringflow("replay", SAMPLE, "--format", "xml")).isEqualTo(2);
        assertThat(messages()).contains("\"xml\" is not a format; allowed: ndjson, csv, table");
        assertThat(ringflow("replay", SAMPLE, "--speed", "0")).isEqualTo(2);
        assertThat(messages()).contains("allowed: max, or a number above 0");
    }

    @Test
    void filesOtherThanCapturesEndWithTwo() throws IOException {
        Path text = Files.writeString(directory.resolve("text"), "this is not a capture file");
        Path empty = Files.createFile(directory.resolve("empty"));

        for (Path file : new Path[] {directory.resolve("none"), directory, text, empty}) {
            err.reset();
            assertThat(ringflow("replay", file.toString())).as(file.toString()).isEqualTo(2);
            assertThat(messages())
                    .contains(file.toString())
                    .contains("give a pcap or pcapng file")
                    .doesNotContain("\tat ");
        }
    }

    /** A name can't set colours, start a line or change the direction of text. */
    @Test
    void messagesEscapeControlCharactersInNames() {
        String name = directory + "/x\u001b[31m\u009b\u202e\nringflow: all is well";
        String shown = directory + "/x\\u001b[31m\\u009b\\u202e\\nringflow: all is well";
        String[][] commands = {
            {"replay", name},
            {"replay", SAMPLE, "-o", name + "/no.csv"},
            {"replay", SAMPLE, "-c", name},
            {"config", "check", name},
            {"replay", SAMPLE, "-D" + name + "=1"},
            {"replay", SAMPLE, "--format", name},
            {"replay", SAMPLE, "-f", name},
            {"flows", "--server", name},
            {name}
        };
        for (String[] command : commands) {
            err.reset();
            assertThat(ringflow(command)).isEqualTo(2);
            assertThat(messages()).as(command[0]).contains(shown);
            assertThat(PrintableText.ofLines(messages())).isEqualTo(messages());
            assertThat(messages().lines()).doesNotContain("ringflow: all is well");
        }
    }

    @Test
    void stackTracesEscapeControlCharactersInMessages() {
        Exception cause = new IllegalStateException("\u001b[2J\nringflow: forged");
        err.reset();
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(stream, stream, false, Map.of(), new StopRequest());

        FailureReport.of(new IllegalArgumentException(cause)).print(terminal, true);
        assertThat(messages())
                .contains("Caused by: java.lang.IllegalStateException: \\u001b[2J\\nringflow")
                .contains("\tat " + RingflowTest.class.getName());
        assertThat(messages().lines()).doesNotContain("ringflow: forged");
    }

    @Test
    void pipesGivenTwiceEndWithTwo() throws Exception {
        Path pipe = directory.resolve("pipe");
        Command.run("mkfifo", pipe.toString());

        assertThat(ringflow("replay", pipe.toString(), SAMPLE, pipe.toString())).isEqualTo(2);
        assertThat(messages()).contains(pipe + ": given twice, but can be read only once");
        assertThat(ringflow("replay", "-", "/dev/stdin")).isEqualTo(2);
        assertThat(messages()).contains("standard input: ");
    }

    @Test
    void outputsThatCannotBeWrittenEndWithTwo() {
        assertThat(ringflow("replay", SAMPLE, "-o", directory.toString())).isEqualTo(2);
        assertThat(messages()).contains("is a directory");
        assertThat(ringflow("replay", SAMPLE, "-o", directory + "/no/such.csv")).isEqualTo(2);
        assertThat(messages()).contains("its directory does not exist");
        assertThat(ringflow("replay", SAMPLE, "-o", SAMPLE)).isEqualTo(2);
        assertThat(messages()).contains("is a capture to read");
    }

    @Test
    void outputsWhoseFormatIsUnknownEndWithTwo() {
        assertThat(ringflow("replay", SAMPLE, "-o", directory + "/flows.json")).isEqualTo(2);
        assertThat(messages())
                .contains("/flows.json: the name does not say a format; give --format ndjson|csv|")
                .contains(
                        ".ndjson, .csv, .parquet, conn.log, eve.json, each also with .gz or .zst");
        assertThat(directory.resolve("flows.json")).doesNotExist();
        assertThat(ringflow("replay", SAMPLE, "-o", "-")).isEqualTo(2);
        assertThat(ringflow("replay", SAMPLE, "-o", "/dev/null")).isEqualTo(2);
        assertThat(ringflow("submit", "--replay", SAMPLE, "-o", "flows.log")).isEqualTo(2);
        assertThat(messages()).contains("flows.log: the name does not say a format");
    }

    @Test
    void formatsThatDoNotFitEndWithTwo() {
        String log = directory + "/conn.log";
        assertThat(ringflow("replay", SAMPLE, "-o", log, "--interim")).isEqualTo(2);
        assertThat(messages()).contains("--interim: zeek has one record per flow");
        String columns = directory + "/x.parquet.gz";
        assertThat(ringflow("replay", SAMPLE, "-o", columns)).isEqualTo(2);
        assertThat(messages()).contains("parquet files are compressed inside; leave out .gz");
        assertThat(ringflow("replay", SAMPLE, "--format", "parquet")).isEqualTo(2);
        assertThat(messages()).contains("--format parquet needs a file; give -o OUT");
    }

    @Test
    void wrongSettingsEndWithTwoAndAreAllReported() {
        int status =
                ringflow("replay", SAMPLE, "-Dquery.host=0.0.0.0", "-Dflow.bukcet=1s", "-Dx=y");

        assertThat(status).isEqualTo(2);
        assertThat(messages())
                .contains("query.host")
                .contains("did you mean flow.bucket?")
                .contains("-Dx: unknown setting");
    }

    /** The printed line is valid in a configuration and holds the hash of the printed token. */
    @Test
    void tokenPrintsTokenAndLineForConfiguration() throws IOException {
        assertThat(ringflow("token", "alice@example", "--scope", "admin")).isZero();
        List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1))
                .isEqualTo(
                        "- {name: alice@example, sha256: "
                                + AccessToken.hash(lines.get(0))
                                + ", scope: admin}");
        Path file =
                Files.writeString(
                        directory.resolve("ringflow.yaml"),
                        "security:\n  mode: token\n  tokens:\n    " + lines.get(1) + "\n");
        assertThat(ringflow("config", "check", file.toString())).isZero();

        assertThat(ringflow("token", "no such name")).isEqualTo(2);
        assertThat(ringflow("token", "a", "--scope", "root")).isEqualTo(2);
        assertThat(messages()).contains("--scope root is neither read nor admin");
    }

    @Test
    void configDefaultsPassesConfigCheck() throws IOException {
        assertThat(ringflow("config", "defaults")).isZero();
        Path file = Files.write(directory.resolve("ringflow.yaml"), out.toByteArray());

        assertThat(ringflow("config", "check", file.toString())).isZero();
        Files.writeString(file, "flow: {buckets: 1s}");
        assertThat(ringflow("config", "check", file.toString())).isEqualTo(2);
        assertThat(messages()).contains("did you mean flow.bucket?");
        assertThat(ringflow("config", "check", directory + "/none")).isEqualTo(2);
        assertThat(messages()).contains("does not exist");
    }

    private String messages() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private int ringflow(String... arguments) {
        Terminal terminal =
                new Terminal(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        Map.of(),
                        new StopRequest());
        return Ringflow.execute(terminal, arguments);
    }
}
