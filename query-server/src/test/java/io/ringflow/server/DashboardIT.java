package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.model.Command;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureLogStatus;
import io.ringflow.model.state.answer.ExportStatus;
import io.ringflow.model.state.answer.HistoryStatus;
import io.ringflow.model.state.answer.JobHealth;
import io.ringflow.model.state.answer.KnownSince;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The metrics that the dashboards, the alerts and the documentation name must exist. */
class DashboardIT {

    private static final Path DASHBOARDS = Path.of("../deploy/grafana");
    private static final Path ALERTS = Path.of("../deploy/prometheus/ringflow.rules.yml");
    private static final Path ALERT_TESTS = Path.of("../deploy/prometheus/ringflow.rules.test.yml");
    private static final Pattern ALERT = Pattern.compile("(?m)^ +- alert: (\\w+)$");
    private static final Pattern HISTOGRAM_PART = Pattern.compile("_seconds_[a-z]+$");

    private static final Path DOCUMENTATION = Path.of("../docs/35-metrics.md");
    private static final Pattern NAME =
            Pattern.compile("\\b(?:ringflow|jvm|process)_[a-z_]+[a-z]\\b");

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Set<String> exposed() {
        FakeFlowState state = FakeFlowState.withFlows(1);
        ExportStatus export = new ExportStatus("copy", "a file", "", 1, 1, 1, 1, 1);
        CaptureLogStatus log =
                new CaptureLogStatus(new Observer("host-a", "eth0"), 1, 1, 0.5, 1, 1);
        state.health =
                new JobHealth(
                        8, 8, 1, "", KnownSince.UNKNOWN, List.of(export), List.of(log), List.of());
        state.history = Optional.of(new HistoryStatus("history", "", 1, 1, 1));
        try (RunningServer server = new RunningServer(state)) {
            server.get("/api/v1/flows");
            return names(server.getUntil("/metrics", text -> text.contains("requests_seconds")));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ringflow.json", "ringflow-traffic.json"})
    void dashboardUsesExistingMetrics(String file) throws IOException {
        JsonNode dashboard = RunningServer.json(Files.readString(DASHBOARDS.resolve(file)));
        Set<String> used =
                dashboard.findValuesAsText("expr").stream()
                        .flatMap(expression -> names(expression).stream())
                        .collect(Collectors.toSet());

        assertThat(used).hasSizeGreaterThan(10).isSubsetOf(exposed());
        assertThat(dashboard.get("panels"))
                .allSatisfy(panel -> assertThat(panel.get("targets")).isNotEmpty());
    }

    @Test
    void alertsUseExistingMetrics() throws IOException {
        assertThat(names(Files.readString(ALERTS))).hasSizeGreaterThan(5).isSubsetOf(exposed());
    }

    @Test
    void promtoolAcceptsTheAlerts() throws Exception {
        Command.assumeInstalled("promtool", "prometheus");
        assertThat(Command.run("promtool", "check", "rules", ALERTS.toString()))
                .contains("SUCCESS: " + alerts().size() + " rules found");
    }

    @Test
    void alertsFireWhenTheyShouldAndOnlyThen() throws Exception {
        Command.assumeInstalled("promtool", "prometheus");
        assertThat(Command.run("promtool", "test", "rules", ALERT_TESTS.toString()))
                .contains("SUCCESS");
        String tests = Files.readString(ALERT_TESTS);
        assertThat(alerts())
                .hasSizeGreaterThan(10)
                .allSatisfy(
                        alert ->
                                assertThat(tests)
                                        .contains("name: " + alert + " fires")
                                        .contains("name: " + alert + " does not fire"));
    }

    @Test
    void documentationListsEveryAlert() throws IOException {
        String page = Files.readString(DOCUMENTATION);
        assertThat(alerts()).allSatisfy(alert -> assertThat(page).contains("| `" + alert + "` |"));
    }

    private static List<String> alerts() throws IOException {
        return ALERT.matcher(Files.readString(ALERTS)).results().map(r -> r.group(1)).toList();
    }

    @Test
    void documentationListsEveryMetric() throws IOException {
        String page = Files.readString(DOCUMENTATION);
        Set<String> documented = names(page);

        assertThat(exposed().stream().filter(name -> name.startsWith("ringflow_")))
                .filteredOn(name -> !HISTOGRAM_PART.matcher(name).find())
                .hasSizeGreaterThan(15)
                .allMatch(documented::contains);
    }
}
