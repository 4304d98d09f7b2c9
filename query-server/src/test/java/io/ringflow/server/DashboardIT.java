package io.ringflow.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The metrics that the Grafana dashboard and the documentation name must exist. */
class DashboardIT {

    private static final Path DASHBOARD = Path.of("../deploy/grafana/ringflow.json");
    private static final Pattern HISTOGRAM_PART = Pattern.compile("_seconds_[a-z]+$");

    private static final Path DOCUMENTATION = Path.of("../docs/35-metrics.md");
    private static final Pattern NAME = Pattern.compile("\\b(?:ringflow|jvm)_[a-z_]+[a-z]\\b");

    private static Set<String> names(String text) {
        return NAME.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Set<String> exposed() {
        try (RunningServer server = new RunningServer(FakeFlowState.withFlows(1))) {
            server.get("/api/v1/flows");
            return names(server.getUntil("/metrics", text -> text.contains("requests_seconds")));
        }
    }

    @Test
    void dashboardUsesExistingMetrics() throws IOException {
        JsonNode dashboard = RunningServer.json(Files.readString(DASHBOARD));
        Set<String> used =
                dashboard.findValuesAsText("expr").stream()
                        .flatMap(expression -> names(expression).stream())
                        .collect(Collectors.toSet());

        assertThat(used).hasSizeGreaterThan(15).isSubsetOf(exposed());
        assertThat(dashboard.get("panels"))
                .allSatisfy(panel -> assertThat(panel.get("targets")).isNotEmpty());
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
