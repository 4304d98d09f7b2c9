package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.ringflow.model.Flow;
import io.ringflow.model.PrintableText;
import io.ringflow.model.state.StateException;
import io.ringflow.server.FakeFlowState;
import io.ringflow.server.ServerSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code ringflow flows} and {@code ringflow top} against a real query server. */
@Execution(ExecutionMode.SAME_THREAD)
class QueryCommandsIT {

    private final FakeFlowState state = FakeFlowState.withFlows(250);
    private final Map<String, String> environment = new HashMap<>();
    private final StopRequest stop = new StopRequest();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private LocalQueries server;

    @BeforeEach
    void start() {
        server = LocalQueries.start(new ServerSettings("127.0.0.1", 0), state);
        environment.put("RINGFLOW_SERVER", server.address());
    }

    @AfterEach
    void end() {
        server.close();
    }

    private int ringflow(String... arguments) {
        return ringflow(new PrintStream(out, true, StandardCharsets.UTF_8), arguments);
    }

    private int ringflow(PrintStream output, String... arguments) {
        out.reset();
        err.reset();
        PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
        Terminal terminal = new Terminal(output, messages, false, environment, stop);
        return Ringflow.execute(terminal, arguments);
    }

    private List<String> lines() {
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private String messages() {
        return err.toString(StandardCharsets.UTF_8);
    }

    @Test
    void listsFlowsAsATableInUnitsForPeople() {
        assertThat(ringflow("flows", "--limit", "2")).isZero();
        assertThat(lines())
                .containsExactly(
                        "PROTO  SOURCE          DESTINATION     PACKETS  BYTES  LASTED"
                                + "  STATE        LAST SEEN",
                        "tcp    10.0.0.1:40000  10.1.0.250:443      250  25.0k   1.5ms"
                                + "  end-of-flow  00:00:00.251",
                        "tcp    10.0.0.1:40000  10.1.0.249:443      249  24.9k   1.5ms"
                                + "  active       00:00:00.250");
        assertThat(messages()).isEqualTo("ringflow: 2 of 250 flows; --limit shows more\n");
    }

    @Test
    void listsWhatAServerCaptures() {
        assertThat(ringflow("interfaces", "--server", server.address())).isZero();
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).startsWith("HOST    INTERFACE  STATE  PACKETS");
        assertThat(lines().get(1)).startsWith("host-a  eth0       up").contains("64.0k");
        assertThat(ringflow("interfaces", "--server", server.address(), "--format=csv")).isZero();
        assertThat(lines())
                .containsExactly(
                        "host,interface,state,packets,bytes,packetsPerSecond,bitsPerSecond,drops,gaps",
                        "host-a,eth0,up,1000,64000,50.5,25600,0,1");
        assertThat(ringflow("interfaces", "--server", server.address(), "--format=ndjson"))
                .isZero();
        assertThat(lines()).singleElement().asString().contains("\"ringFill\":0.125");
        assertThat(ringflow("interfaces", "--watch")).isEqualTo(2);
        assertThat(messages()).contains("--watch and --format need --server");
        assertThat(ringflow("interfaces")).as("of this host, whatever the environment").isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).doesNotContain("host-a");
    }

    @Test
    void fitsATableToTheWidthOfTheTerminal() {
        environment.put("COLUMNS", "60");
        assertThat(ringflow("flows")).isZero();
        assertThat(lines()).hasSize(21).allMatch(line -> line.length() <= 60);
        assertThat(lines().get(1)).contains("10.1.0.250:443").doesNotContain("…");
        environment.put("COLUMNS", "40");
        assertThat(ringflow("flows")).isZero();
        assertThat(lines()).allMatch(line -> line.length() <= 40);
        assertThat(lines().get(1)).contains("…");
    }

    @Test
    void passesEveryOptionOn() {
        assertThat(
                        ringflow(
                                "flows",
                                "--filter=dstAddr = 10.1.0.7",
                                "--state=active",
                                "--sort=bytes",
                                "--limit=10",
                                "--fields=dstAddr,bytes,observers"))
                .isZero();
        assertThat(lines())
                .containsExactly("DSTADDR   BYTES  OBSERVERS", "10.1.0.7    700  host-a/eth0");
        assertThat(messages()).isEqualTo("ringflow: 1 flow\n");
        assertThat(ringflow("flows", "--state=ended", "--filter=dstAddr = 10.1.0.7")).isZero();
        assertThat(messages()).isEqualTo("ringflow: no flow matches\n");
    }

    @Test
    void copiesAllMatchesAsLinesUnlessALimitIsGiven() {
        assertThat(ringflow("flows", "--format", "ndjson", "--state", "active")).isZero();
        assertThat(lines()).hasSize(125).allMatch(line -> line.startsWith("{\"id\":\""));
        assertThat(messages()).isEmpty();
        assertThat(ringflow("flows", "--format=csv", "--limit=2", "--fields=bytes")).isZero();
        assertThat(lines()).containsExactly("bytes", "25000", "24900");
        assertThat(ringflow("flows", "--format=json", "--limit=1", "--fields=bytes")).isZero();
        assertThat(lines())
                .containsExactly(
                        "{\"flows\":[{\"bytes\":25000}],\"total\":250,"
                                + "\"watermark\":\"2026-01-01T00:00:05.000000000Z\","
                                + "\"cursor\":\"after.1\"}");
    }

    @Test
    void endsQuietlyWhenNobodyReadsItsOutput() {
        CountDownLatch refused = new CountDownLatch(1);
        state.scan =
                Optional.of(
                        receiver -> {
                            Flow flow = FakeFlowState.flow(1);
                            while (receiver.accept(flow)) {
                                // until the client is gone
                            }
                            refused.countDown();
                        });
        OutputStream closed =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("Broken pipe");
                    }
                };
        PrintStream pipe = new PrintStream(closed, true, StandardCharsets.UTF_8);
        assertThat(ringflow(pipe, "flows", "--format", "ndjson")).isZero();
        assertThat(messages()).isEmpty();
        assertThat(await(refused)).isTrue();
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void listsTheTopKeys() {
        assertThat(ringflow("top", "srcAddr,dstAddr", "--limit", "1")).isZero();
        assertThat(lines())
                .containsExactly(
                        "SRCADDR   DSTADDR     BYTES  PACKETS  FLOWS  SHARE",
                        "10.0.0.1  10.1.0.250  25.0k      250      1   0.8%",
                        "(other)               3.11M    31.1k    249  99.2%");
        assertThat(messages())
                .isEqualTo("ringflow: the last 1m up to 2026-01-01T00:00:05.000000000Z\n");
        assertThat(ringflow("top", "dstAddr", "--limit=1", "--format=csv", "--window=all"))
                .isZero();
        assertThat(lines())
                .containsExactly(
                        "dstAddr,bytes,packets,flows,share", "10.1.0.250,25000,250,1,0.007968");
        assertThat(state.topQuery.window()).isEmpty();
        assertThat(ringflow("top", "srcAddr", "dstAddr", "--limit=1", "--format=ndjson")).isZero();
        assertThat(lines())
                .containsExactly(
                        "{\"key\":[\"10.0.0.1\",\"10.1.0.250\"],\"bytes\":25000,\"packets\":250,"
                                + "\"flows\":1,\"share\":0.007968}");
        assertThat(
                        ringflow(
                                "top",
                                "srcAddr",
                                "--metric=flows",
                                "--filter=dstPort = 443",
                                "--format=json"))
                .isZero();
        assertThat(lines().getFirst()).startsWith("{\"top\":[{\"key\":\"10.0.0.1\"");
    }

    @Test
    void pointsToWhereAFilterIsWrong() {
        for (String[] command : new String[][] {{"flows"}, {"top", "srcAddr"}}) {
            String[] all =
                    Stream.concat(
                                    Arrays.stream(command),
                                    Stream.of("--filter", "dstPort = 443 AND srcAdr = 10.0.0.1"))
                            .toArray(String[]::new);
            assertThat(ringflow(all)).isEqualTo(2);
            List<String> told = messages().lines().toList();
            assertThat(told).hasSize(3);
            assertThat(told.get(0)).contains("the filter is wrong: ").contains("srcAddr");
            assertThat(told.get(1)).isEqualTo("ringflow:   dstPort = 443 AND srcAdr = 10.0.0.1");
            assertThat(told.get(2)).isEqualTo("ringflow:   " + " ".repeat(18) + "^");
            assertThat(lines()).isEmpty();
        }
    }

    @Test
    void tellsProblemsAsSentences() {
        assertThat(ringflow("flows", "--sort", "-byte")).isEqualTo(2);
        assertThat(messages())
                .isEqualTo(
                        "ringflow: "
                                + server.address()
                                + " answers: the parameter sort names the unknown field"
                                + " \"byte\"; the nearest is bytes\n");
        assertThat(ringflow("flows", "--sort", "bytes", "--format", "csv")).isEqualTo(2);
        assertThat(messages()).contains("give a limit of 1 to 10000");
        assertThat(ringflow("top", "a,b,c,d")).isEqualTo(2);
        assertThat(ringflow("top", "srcAddr", "--window", "soon")).isEqualTo(2);
        assertThat(messages()).contains("must be a duration such as 90s, 5m or 2h, or all");
        state.failure =
                Optional.of(new StateException(StateException.Reason.TIMEOUT, "took too long"));
        assertThat(ringflow("top", "srcAddr")).isEqualTo(1);
        assertThat(messages()).contains("took too long").doesNotContain("{");
        state.failure =
                Optional.of(new StateException(StateException.Reason.UNAVAILABLE, "no job runs"));
        assertThat(ringflow("flows")).isEqualTo(1);
        assertThat(messages()).contains("no job runs; ask again in a moment");
    }

    @Test
    void refusesWrongOptions() {
        for (String limit : new String[] {"0", "-1", "10001", "x"}) {
            assertThat(ringflow("flows", "--limit=" + limit)).as(limit).isEqualTo(2);
        }
        assertThat(ringflow("top", "srcAddr", "--limit=0")).isEqualTo(2);
        assertThat(messages()).contains("--limit must be from 1 to 1000, but is 0");
        assertThat(ringflow("top")).isEqualTo(2);
        assertThat(ringflow("flows", "--format=xml")).isEqualTo(2);
        assertThat(messages()).contains("\"xml\" is not a format; allowed: table, ndjson, csv, json");
        assertThat(ringflow("flows", "--server=ftp://x")).isEqualTo(2);
        assertThat(messages()).contains("is not the URL of a server");
        assertThat(ringflow("flows", "--help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("RINGFLOW_SERVER", "RINGFLOW_TOKEN", "--watch", "--limit", "--fields");
    }

    @Test
    void saysWhereNoServerAnswers() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(ringflow("flows", "--server", "127.0.0.1:" + free)).isEqualTo(1);
        assertThat(messages())
                .isEqualTo(
                        "ringflow: can't reach a server at http://127.0.0.1:"
                                + free
                                + ": nothing answers there; start one with \"ringflow run\", or"
                                + " give another with --server URL\n");
        assertThat(ringflow("flows", "--server", "no-such-host.invalid")).isEqualTo(1);
        assertThat(messages()).contains("can't reach a server at http://no-such-host.invalid");
    }

    /** A server that answers everything with one text. */
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

    private void asked(HttpServer server, int status, String... command) {
        environment.put("RINGFLOW_SERVER", "localhost:" + server.getAddress().getPort());
        assertThat(ringflow(command)).as("%s", Arrays.asList(command)).isEqualTo(status);
        for (String text : List.of(messages(), out.toString(StandardCharsets.UTF_8))) {
            assertThat(PrintableText.ofLines(text)).isEqualTo(text);
            assertThat(text.lines()).doesNotContain("ringflow: forged");
        }
    }

    @Test
    void showsTheWordsOfAForeignServerWithoutActingUponThem() throws IOException {
        String detail = "\\u001b[2J\u009b\u202e\\nringflow: forged";
        for (int status : new int[] {400, 401, 429, 500}) {
            HttpServer foreign =
                    foreign(status, "application/problem+json", "{\"detail\":\"" + detail + "\"}");
            try {
                asked(foreign, status == 400 || status == 401 ? 2 : 1, "flows");
                assertThat(messages()).contains("\\u001b[2J\\u009b\\u202e\\nringflow: forged");
            } finally {
                foreign.stop(0);
            }
        }
        HttpServer foreign = foreign(200, "\u001btext", "");
        try {
            asked(foreign, 1, "flows");
        } finally {
            foreign.stop(0);
        }
    }

    @Test
    void showsTheValuesOfAForeignServerWithoutActingUponThem() throws IOException {
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
            asked(foreign, 0, "flows");
            asked(foreign, 0, "flows", "--format", "json");
            asked(foreign, 0, "flows", "--fields", "protocol,state");
            asked(foreign, 0, "top", "srcAddr");
            asked(foreign, 0, "top", "srcAddr", "--format", "csv");
            assertThat(lines()).contains("'=1,,,,");
            asked(foreign, 0, "top", "srcAddr", "--format", "ndjson");
            asked(foreign, 0, "interfaces", "--server", server);
            asked(foreign, 0, "interfaces", "--server", server, "--format", "csv");
            assertThat(lines().get(1)).startsWith("'=\\u001b[2J").contains(",-1,");
            environment.put("RINGFLOW_SECURITY_CSV_FORMULAS", "true");
            assertThat(ringflow("top", "srcAddr", "--format", "csv")).isZero();
            assertThat(lines()).contains("=1,,,,");
        } finally {
            foreign.stop(0);
        }
    }

    @Test
    void copiesLongAnswersOfAForeignServerWithoutActingUponThem() throws IOException {
        String line = "{\"a\":\"é\u009b\u202e🦊\u001b\"}\n";
        HttpServer foreign = foreign(200, "application/x-ndjson", line.repeat(20_000));
        try {
            asked(foreign, 0, "flows", "--format", "ndjson");
            assertThat(lines())
                    .hasSize(20_000)
                    .containsOnly("{\"a\":\"é\\u009b\\u202e🦊\\u001b\"}");
        } finally {
            foreign.stop(0);
        }
    }

    @Test
    void sendsTheTokenAndSaysWhatToDoWithoutOne() throws IOException {
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
            environment.put("RINGFLOW_SERVER", "localhost:" + guarded.getAddress().getPort());
            environment.put("RINGFLOW_TOKEN", "from-environment");
            assertThat(ringflow("flows")).isEqualTo(2);
            assertThat(sent.get()).isEqualTo("Bearer from-environment");
            assertThat(messages())
                    .contains("the token is not known; give a token with --token or in RINGFLOW_");
            assertThat(ringflow("top", "srcAddr", "--token", "from-option")).isEqualTo(2);
            assertThat(sent.get()).isEqualTo("Bearer from-option");
        } finally {
            guarded.stop(0);
        }
    }

    @Test
    void tellsOnStandardErrorWhatIsMissing() {
        state.missing = List.of("host-b does not answer");
        String told = "ringflow: the answer is not complete: host-b does not answer\n";
        assertThat(ringflow("flows", "--format=json")).isZero();
        assertThat(messages()).isEqualTo(told);
        assertThat(ringflow("flows", "--format=csv")).isZero();
        assertThat(messages()).isEqualTo(told);
        assertThat(ringflow("top", "srcAddr")).isZero();
        assertThat(messages()).startsWith(told);
        state.flows = FakeFlowState.withFlows(2000).flows;
        assertThat(ringflow("flows", "--format=ndjson")).isZero();
        assertThat(lines()).hasSize(2000);
        assertThat(messages()).isEqualTo(told);
    }

    @Test
    void failsWhereTheServerBreaksItsAnswerOff() {
        state.scan =
                Optional.of(
                        receiver -> {
                            for (int i = 1; i < 1000; i++) {
                                receiver.accept(FakeFlowState.flow(i));
                            }
                            throw new StateException(StateException.Reason.TIMEOUT, "too slow");
                        });
        assertThat(ringflow("flows", "--format=ndjson")).isEqualTo(1);
        assertThat(messages()).contains("broke its answer off, so it is not complete");
    }

    /** Asks the command to stop when a text has been printed for the second time. */
    private final class StopAtSecond extends ByteArrayOutputStream {

        private final String text;

        StopAtSecond(String text) {
            this.text = text;
        }

        @Override
        public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            String all = toString(StandardCharsets.UTF_8);
            if (all.indexOf(text) != all.lastIndexOf(text)) {
                stop.request();
            }
        }
    }

    @Test
    void watchesUntilItIsStopped() {
        StopAtSecond watched = new StopAtSecond("SRCADDR");
        PrintStream output = new PrintStream(watched, true, StandardCharsets.UTF_8);
        assertThat(ringflow(output, "top", "srcAddr", "--watch")).isZero();
        String block =
                """
                the last 1m up to 2026-01-01T00:00:05.000000000Z
                SRCADDR   BYTES  PACKETS  FLOWS   SHARE
                10.0.0.1  3.14M    31.4k    250  100.0%

                """;
        assertThat(watched.toString(StandardCharsets.UTF_8)).isEqualTo(block + block);
        assertThat(messages()).isEmpty();
    }

    @Test
    void watchesAPageOfLines() {
        StopAtSecond watched = new StopAtSecond("bytes\n25000\n24900\n\n");
        PrintStream output = new PrintStream(watched, true, StandardCharsets.UTF_8);
        String[] command = {"flows", "--watch", "--format=csv", "--limit=2", "--fields=bytes"};
        assertThat(ringflow(output, command)).isZero();
        assertThat(watched.toString(StandardCharsets.UTF_8))
                .isEqualTo("bytes\n25000\n24900\n\n".repeat(2));
    }

    @Test
    void stopsInTheMiddleOfAListWithoutComplaint() {
        state.scan =
                Optional.of(
                        receiver -> {
                            for (int i = 1; receiver.accept(FakeFlowState.flow(i)); i++) {
                                if (i == 10_000) {
                                    stop.request();
                                }
                            }
                        });
        assertThat(ringflow("flows", "--format=ndjson")).isZero();
        assertThat(messages()).isEmpty();
    }
}
