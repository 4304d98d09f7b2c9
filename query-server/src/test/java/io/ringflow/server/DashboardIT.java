package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    private static final Pattern HISTOGRAM_PART = Pattern.compile("_seconds_[a-z]+$");

    private static final Path DOCUMENTATION = Path.of("../docs/35-metrics.md");
    private static final Pattern NAME =
            Pattern.compile("\\b(?:ringflow|jvm|process)_[a-z_]+[a-z]\\b");

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Set<String> exposed() {
        try (RunningServer server = new RunningServer(FakeFlowState.withFlows(1))) {
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
        Program.assumeInstalled("promtool", "prometheus");
        assertThat(Program.run("", List.of("promtool", "check", "rules", ALERTS.toString())))
                .contains("SUCCESS: 8 rules found");
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
