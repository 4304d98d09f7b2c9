package io.ringflow.server;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.state.FlowState;
import io.ringflow.server.api.FlowsApi;
import io.ringflow.server.api.GapsApi;
import io.ringflow.server.api.InterfacesApi;
import io.ringflow.server.api.SeriesApi;
import io.ringflow.server.api.StatisticsApi;
import io.ringflow.server.api.TopApi;
import io.ringflow.server.health.HealthApi;
import io.ringflow.server.metrics.ServerMetrics;
import io.ringflow.server.page.IndexPage;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemHandlers;
import io.ringflow.server.security.LocalhostOnly;
import io.ringflow.server.stream.Streams;
import io.ringflow.server.stream.UpgradeCheck;
import java.time.InstantSource;

/** Which path is answered by whom: the one place that knows them all. */
final class ServerRouting {

    /** The values change all the time, and no other site has business with them. */
    private static final Header NO_STORE =
            HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

    private static final Header NO_SNIFF =
            HeaderValues.createCached(HeaderNames.create("X-Content-Type-Options"), "nosniff");
    private static final Header SAME_ORIGIN =
            HeaderValues.createCached(
                    HeaderNames.create("Cross-Origin-Resource-Policy"), "same-origin");
    private static final Header ALLOW_GET = HeaderValues.createCached(HeaderNames.ALLOW, "GET");

    private ServerRouting() {}

    /** Sets up filters, paths and errors. Filters run in this order: timing sees the refusals. */
    static void setup(
            HttpRouting.Builder routing,
            FlowState state,
            Streams streams,
            ServerMetrics metrics,
            InstantSource clock) {
        routing.addFilter(ServerRouting::closeWhereAsked);
        routing.addFilter(metrics.requestTimer());
        routing.addFilter(ServerRouting::commonHeaders);
        routing.addFilter(new LocalhostOnly());

        get(routing, "/", new IndexPage()::get);
        FlowsApi flows = new FlowsApi(state, clock);
        get(routing, "/api/v1/flows", flows::list);
        get(routing, "/api/v1/flows/{id}", flows::one);
        get(routing, "/api/v1/top", new TopApi(state)::get);
        get(routing, "/api/v1/timeseries", new SeriesApi(state, clock)::get);
        get(routing, "/api/v1/statistics", new StatisticsApi(state)::get);
        get(routing, "/api/v1/interfaces", new InterfacesApi(state)::get);
        get(routing, "/api/v1/gaps", new GapsApi(state)::get);
        get(routing, Streams.PATH, streams::get);
        HealthApi health = new HealthApi(state, clock);
        get(routing, "/health", health::all);
        get(routing, "/health/live", health::live);
        get(routing, "/health/ready", health::ready);
        get(routing, "/metrics", metrics::scrape);

        routing.any(ProblemHandlers.notFound());
        ProblemHandlers.register(routing);
    }

    /** What WebSockets must pass in place of the filters, which they never reach. */
    static UpgradeCheck upgradeCheck() {
        return (peer, headers) -> LocalhostOnly.refusal(peer, headers).isEmpty();
    }

    private static void get(HttpRouting.Builder routing, String path, Handler handler) {
        routing.get(path, handler).any(path, ServerRouting::methodNotAllowed);
    }

    /** Helidon announces the close that a client asked for, but leaves it to the client. */
    private static void closeWhereAsked(
            FilterChain chain, RoutingRequest request, RoutingResponse response) {
        chain.proceed();
        boolean asked =
                request.headers().contains(HeaderNames.CONNECTION)
                        && request.headers().get(HeaderNames.CONNECTION).allValues(true).stream()
                                .anyMatch("close"::equalsIgnoreCase);
        if (asked && response.isSent()) {
            throw new CloseConnectionException("as the client asked");
        }
    }

    private static void commonHeaders(
            FilterChain chain, RoutingRequest request, RoutingResponse response) {
        response.header(NO_STORE).header(NO_SNIFF).header(SAME_ORIGIN);
        chain.proceed();
    }

    private static void methodNotAllowed(ServerRequest request, ServerResponse response) {
        response.header(ALLOW_GET);
        Problem.of(
                        Status.METHOD_NOT_ALLOWED_405,
                        request.prologue().method().text() + " is not allowed here, only GET")
                .send(response);
    }
}
