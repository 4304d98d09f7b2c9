package io.ringflow.server;

import io.ringflow.model.format.CsvText;
import io.ringflow.model.state.FlowState;
import io.ringflow.server.api.GapsApi;
import io.ringflow.server.api.InterfacesApi;
import io.ringflow.server.api.SeriesApi;
import io.ringflow.server.api.StatisticsApi;
import io.ringflow.server.api.TopApi;
import io.ringflow.server.api.flows.FlowsApi;
import io.ringflow.server.budget.AnswerMemory;
import io.ringflow.server.health.HealthApi;
import io.ringflow.server.metrics.ServerMetrics;
import io.ringflow.server.openapi.OpenApi;
import io.ringflow.server.openapi.Route;
import io.ringflow.server.page.ConsoleFiles;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The table of all routes but the WebSocket's, which OpenAPI cannot describe. */
final class Routes {

    private Routes() {}

    /** Every route of a server over a state, in the order of the OpenAPI document. */
    static List<Route> of(
            FlowState state,
            ServerMetrics metrics,
            AnswerMemory memory,
            InstantSource clock,
            CsvText csv,
            ConsoleFiles console) {
        FlowsApi flows = new FlowsApi(state, clock, memory, csv);
        HealthApi health = new HealthApi(state, clock);
        List<Route> routes = new ArrayList<>();
        routes.add(
                Route.compressed(
                        "/api/v1/flows",
                        "flows",
                        "Flows that match, a page of them as JSON, or all of them as lines.",
                        flows::list));
        routes.add(Route.plain("/api/v1/flows/{id}", "flow", "One flow.", flows::one));
        routes.add(
                Route.compressed(
                        "/api/v1/top",
                        "top",
                        "The keys with most traffic.",
                        new TopApi(state, clock, memory, csv)::get));
        routes.add(
                Route.compressed(
                        "/api/v1/timeseries",
                        "timeseries",
                        "Traffic over time.",
                        new SeriesApi(state, clock, memory, csv)::get));
        routes.add(
                Route.plain(
                        "/api/v1/statistics",
                        "statistics",
                        "Totals since the job started, rates of the last second, percentiles of"
                                + " the last minute.",
                        new StatisticsApi(state, memory)::get));
        routes.add(
                Route.compressed(
                        "/api/v1/interfaces",
                        "interfaces",
                        "The captures of all hosts, and what they missed since the job started.",
                        new InterfacesApi(state)::get));
        routes.add(
                Route.compressed(
                        "/api/v1/gaps",
                        "gaps",
                        "The stretches in which packets were missed, the oldest first.",
                        new GapsApi(state)::get));
        routes.add(Route.plain("/health", "health", "Every check.", health::all));
        routes.add(
                Route.plain(
                        "/health/live",
                        "live",
                        "Whether the process answers; without checks.",
                        health::live));
        routes.add(
                Route.plain(
                        "/health/ready",
                        "ready",
                        "Whether queries get complete answers.",
                        health::ready));
        routes.add(
                Route.compressed(
                        "/metrics",
                        "metrics",
                        "Metrics in the text format of Prometheus.",
                        metrics::scrape));
        routes.add(Route.plain(ConsoleFiles.PAGE, "index", "The web console.", console::page));
        routes.add(OpenApi.route(routes));
        return List.copyOf(routes);
    }
}
