package io.ringflow.cli.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.field.FlowField;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import io.ringflow.model.state.query.Metric;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.server.FakeFlowState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** {@code ringflow flows}, {@code top} and {@code interfaces} against a real query server. */
@Execution(ExecutionMode.SAME_THREAD)
class QueryCommandsIT {

    private final QueryCommands commands = new QueryCommands();

    @AfterEach
    void stop() {
        commands.close();
    }

    @Test
    void flowsPrintsTableWithUnits() {
        assertThat(commands.run("flows", "--limit", "2")).isZero();
        assertThat(commands.lines())
                .containsExactly(
                        "PROTO  SOURCE          DESTINATION           RATE  PACKETS/S  PACKETS  BYTES"
                                + "  LASTED  STATE        LAST SEEN",
                        "tcp    10.0.0.1:40000  10.1.0.250:443  133 Mbit/s       167k      250  25.0k"
                                + "   1.5ms  end-of-flow  00:00:00.251",
                        "tcp    10.0.0.1:40000  10.1.0.249:443  133 Mbit/s       166k      249  24.9k"
                                + "   1.5ms  active       00:00:00.250");
        assertThat(commands.messages()).isEqualTo("ringflow: 2 of 250 flows; --limit shows more\n");
    }

    @Test
    void interfacesListsCapturesOfServer() {
        assertThat(commands.run("interfaces", "--server", commands.address())).isZero();
        assertThat(commands.lines()).hasSize(2);
        assertThat(commands.lines().get(0)).startsWith("HOST    INTERFACE  STATE  PACKETS");
        assertThat(commands.lines().get(1))
                .startsWith("host-a  eth0       up")
                .contains("64.0k", "50.5", "25.6 kbit/s");
        assertThat(commands.run("interfaces", "--server", commands.address(), "--format=csv"))
                .isZero();
        assertThat(commands.lines())
                .containsExactly(
                        "host,interface,state,packets,bytes,packetsPerSecond,bitsPerSecond,drops,gaps",
                        "host-a,eth0,up,1000,64000,50.5,25600,0,1");
        assertThat(commands.run("interfaces", "--server", commands.address(), "--format=ndjson"))
                .isZero();
        assertThat(commands.lines()).singleElement().asString().contains("\"ringFill\":0.125");
        assertThat(commands.run("interfaces", "--watch")).isEqualTo(2);
        assertThat(commands.messages()).contains("--watch and --format need --server");
        assertThat(commands.run("interfaces"))
                .as("of this host, whatever the environment")
                .isZero();
        assertThat(commands.output()).doesNotContain("host-a");
    }

    @Test
    void tableFitsWidthOfTerminal() {
        commands.environment.put("COLUMNS", "60");
        assertThat(commands.run("flows")).isZero();
        assertThat(commands.lines()).hasSize(21).allMatch(line -> line.length() <= 60);
        assertThat(commands.lines().get(1)).contains("10.1.0.250:443").doesNotContain("…");
        commands.environment.put("COLUMNS", "40");
        assertThat(commands.run("flows")).isZero();
        assertThat(commands.lines()).allMatch(line -> line.length() <= 40);
        assertThat(commands.lines().get(1)).contains("…");
    }

    @Test
    void flowsPassesEveryOptionToServer() {
        assertThat(
                        commands.run(
                                "flows",
                                "--filter=dstAddr = 10.1.0.7",
                                "--state=active",
                                "--sort=bytes",
                                "--limit=10",
                                "--fields=dstAddr,bytes,observers"))
                .isZero();
        assertThat(commands.lines())
                .containsExactly("DSTADDR   BYTES  OBSERVERS", "10.1.0.7    700  host-a/eth0");
        assertThat(commands.messages()).isEqualTo("ringflow: 1 flow\n");
        assertThat(commands.run("flows", "--state=ended", "--filter=dstAddr = 10.1.0.7")).isZero();
        assertThat(commands.messages()).isEqualTo("ringflow: no flow matches\n");
    }

    @Test
    void flowsListsThoseSeenInTimeRange() {
        assertThat(
                        commands.run(
                                "flows",
                                "--since=2026-01-01T00:00:00.007Z",
                                "--until=2026-01-01T00:00:00.007Z",
                                "--format=csv",
                                "--fields=bytes"))
                .isZero();
        assertThat(commands.lines()).containsExactlyInAnyOrder("bytes", "600", "700");
        commands.state.health = new JobHealth(8, 8, FakeFlowState.START_NANOS + 7_000_000, "");
        assertThat(commands.run("flows", "--until", "5ms", "--format=csv", "--fields=bytes"))
                .isZero();
        assertThat(commands.lines()).containsExactlyInAnyOrder("bytes", "100", "200");
        assertThat(commands.run("flows", "--since", "soon")).isEqualTo(2);
        assertThat(commands.messages()).contains("the parameter since must be a time");
    }

    @Test
    void commandsReportQuestionThatReachesBackTooFar() {
        long known = FakeFlowState.START_NANOS - 1_000_000_000;
        commands.state.health =
                new JobHealth(
                        8,
                        8,
                        FakeFlowState.START_NANOS,
                        "",
                        new KnownSince(known, known, List.of(known, known, known)));
        String message =
                "ringflow: the answer is not complete: everything is known since"
                        + " 2025-12-31T23:59:59.000000000Z only,"
                        + " without what \"ringflow interfaces\" shows as lost\n";
        for (String format : List.of("json", "ndjson", "csv")) {
            assertThat(commands.run("flows", "--since=2s", "--format", format)).isZero();
            assertThat(commands.messages()).as(format).isEqualTo(message);
            assertThat(commands.run("flows", "--since=1s", "--format", format)).isZero();
            assertThat(commands.messages()).as(format).isEmpty();
        }
        assertThat(commands.run("top", "srcAddr", "--window=1m", "--format=json")).isZero();
        assertThat(commands.messages()).isEqualTo(message);
    }

    @Test
    void topListsKeysInEveryFormat() {
        assertThat(commands.run("top", "srcAddr,dstAddr", "--limit", "1")).isZero();
        assertThat(commands.lines())
                .containsExactly(
                        "SRCADDR   DSTADDR            RATE  PACKETS/S  BYTES  PACKETS  FLOWS  SHARE",
                        "10.0.0.1  10.1.0.250  3.33 kbit/s        4.2  25.0k      250      1   0.8%",
                        "(other)                415 kbit/s        519  3.11M    31.1k    249  99.2%");
        assertThat(commands.messages())
                .isEqualTo("ringflow: the last 1m up to 2026-01-01T00:00:05.000000000Z\n");
        assertThat(commands.run("top", "dstAddr", "--limit=1", "--format=csv", "--window=all"))
                .isZero();
        assertThat(commands.lines())
                .containsExactly(
                        "dstAddr,bytes,packets,flows,share", "10.1.0.250,25000,250,1,0.007968");
        assertThat(commands.state.topQuery.window()).isEmpty();
        assertThat(commands.run("top", "srcAddr", "dstAddr", "--limit=1", "--format=ndjson"))
                .isZero();
        assertThat(commands.lines())
                .containsExactly(
                        "{\"key\":[\"10.0.0.1\",\"10.1.0.250\"],\"bytes\":25000,\"packets\":250,"
                                + "\"flows\":1,\"share\":0.007968}");
        assertThat(
                        commands.run(
                                "top",
                                "srcAddr",
                                "--metric=flows",
                                "--filter=dstPort = 443",
                                "--format=json"))
                .isZero();
        assertThat(commands.lines().getFirst()).startsWith("{\"top\":[{\"key\":\"10.0.0.1\"");
    }

    @Test
    void topPassesEveryOptionToServer() {
        assertThat(
                        commands.run(
                                "top",
                                "protocol",
                                "--metric=packets",
                                "--filter=dstPort = 443",
                                "--window=5m",
                                "--limit=7"))
                .isZero();
        assertThat(commands.state.topQuery)
                .isEqualTo(
                        new TopQuery(
                                List.of(new FilterField.Single(FlowField.PROTOCOL)),
                                Metric.PACKETS,
                                FlowFilter.parse("dstPort = 443"),
                                Optional.of(Duration.ofMinutes(5)),
                                7));
        assertThat(commands.run("top", "protocol", "--compare=1d")).isZero();
        assertThat(commands.lines().getFirst()).contains("CHANGE");
    }

    @Test
    void commandsMarkMistakeInFilter() {
        for (String[] command : new String[][] {{"flows"}, {"top", "srcAddr"}}) {
            String[] all =
                    Stream.concat(
                                    Arrays.stream(command),
                                    Stream.of("--filter", "dstPort = 443 AND srcAdr = 10.0.0.1"))
                            .toArray(String[]::new);
            assertThat(commands.run(all)).isEqualTo(2);
            List<String> message = commands.messages().lines().toList();
            assertThat(message).hasSize(3);
            assertThat(message.get(0)).contains("the filter is wrong: ").contains("srcAddr");
            assertThat(message.get(1)).isEqualTo("ringflow:   dstPort = 443 AND srcAdr = 10.0.0.1");
            assertThat(message.get(2)).isEqualTo("ringflow:   " + " ".repeat(18) + "^");
            assertThat(commands.lines()).isEmpty();
        }
    }

    @Test
    void commandsReportProblemsAsSentences() {
        assertThat(commands.run("flows", "--sort", "-byte")).isEqualTo(2);
        assertThat(commands.messages())
                .isEqualTo(
                        "ringflow: "
                                + commands.address()
                                + " answers: the parameter sort names the unknown field"
                                + " \"byte\"; the nearest is bytes\n");
        assertThat(commands.run("flows", "--sort", "bytes", "--format", "csv")).isEqualTo(2);
        assertThat(commands.messages()).contains("give a limit of 1 to 10000");
        assertThat(commands.run("top", "a,b,c,d")).isEqualTo(2);
        assertThat(commands.run("top", "srcAddr", "--window", "soon")).isEqualTo(2);
        assertThat(commands.messages())
                .contains("must be a duration such as 90s, 5m or 2h, or all");
        commands.state.failure =
                Optional.of(new StateException(StateException.Reason.TIMEOUT, "took too long"));
        assertThat(commands.run("top", "srcAddr")).isEqualTo(1);
        assertThat(commands.messages()).contains("took too long").doesNotContain("{");
        commands.state.failure =
                Optional.of(new StateException(StateException.Reason.UNAVAILABLE, "no job runs"));
        assertThat(commands.run("flows")).isEqualTo(1);
        assertThat(commands.messages()).contains("no job runs; ask again in a moment");
    }

    @Test
    void commandsRefuseWrongOptions() {
        for (String limit : new String[] {"0", "-1", "10001", "x"}) {
            assertThat(commands.run("flows", "--limit=" + limit)).as(limit).isEqualTo(2);
        }
        assertThat(commands.run("top", "srcAddr", "--limit=0")).isEqualTo(2);
        assertThat(commands.messages()).contains("--limit must be from 1 to 1000, but is 0");
        assertThat(commands.run("top")).isEqualTo(2);
        assertThat(commands.run("flows", "--format=xml")).isEqualTo(2);
        assertThat(commands.messages())
                .contains("\"xml\" is not a format; allowed: table, ndjson, csv, json");
        assertThat(commands.run("flows", "--server=ftp://x")).isEqualTo(2);
        assertThat(commands.messages()).contains("is not the URL of a server");
        assertThat(commands.run("flows", "--help")).isZero();
        assertThat(commands.output())
                .contains("RINGFLOW_SERVER", "RINGFLOW_TOKEN", "--watch", "--limit", "--fields");
    }

    @Test
    void flowsReportsServerThatCannotBeReached() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        assertThat(commands.run("flows", "--server", "127.0.0.1:" + free)).isEqualTo(1);
        assertThat(commands.messages())
                .isEqualTo(
                        "ringflow: can't reach a server at http://127.0.0.1:"
                                + free
                                + ": nothing answers there; start one with \"ringflow run\", or"
                                + " give another with --server URL\n");
        assertThat(commands.run("flows", "--server", "no-such-host.invalid")).isEqualTo(1);
        assertThat(commands.messages())
                .contains("can't reach a server at http://no-such-host.invalid");
    }

    @Test
    void commandsReportMissingPartsOnStandardError() {
        commands.state.missing = List.of("host-b does not answer");
        String message = "ringflow: the answer is not complete: host-b does not answer\n";
        assertThat(commands.run("flows", "--format=json")).isZero();
        assertThat(commands.messages()).isEqualTo(message);
        assertThat(commands.run("flows", "--format=csv")).isZero();
        assertThat(commands.messages()).isEqualTo(message);
        assertThat(commands.run("top", "srcAddr")).isZero();
        assertThat(commands.messages()).startsWith(message);
        commands.state.flows = FakeFlowState.withFlows(2000).flows;
        assertThat(commands.run("flows", "--format=ndjson")).isZero();
        assertThat(commands.lines()).hasSize(2000);
        assertThat(commands.messages()).isEqualTo(message);
    }
}
