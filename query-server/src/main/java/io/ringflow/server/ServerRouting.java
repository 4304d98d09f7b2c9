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
import io.ringflow.model.format.CsvText;
import io.ringflow.model.state.FlowState;
import io.ringflow.server.api.FlowsApi;
import io.ringflow.server.api.GapsApi;
import io.ringflow.server.api.InterfacesApi;
import io.ringflow.server.api.SeriesApi;
import io.ringflow.server.api.StatisticsApi;
import io.ringflow.server.api.TopApi;
import io.ringflow.server.encoding.Compression;
import io.ringflow.server.health.HealthApi;
import io.ringflow.server.log.RequestLog;
import io.ringflow.server.metrics.ServerMetrics;
import io.ringflow.server.openapi.OpenApi;
import io.ringflow.server.page.IndexPage;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemHandlers;
import io.ringflow.server.security.CrossOrigin;
import io.ringflow.server.security.Gate;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.stream.Streams;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

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

    /** Sets up the filters, which run in this order: log and timing see what others refuse. */
    static void filters(
            HttpRouting.Builder routing,
            SecuritySettings security,
            Gate gate,
            ServerMetrics metrics) {
        routing.addFilter(ServerRouting::closeWhereAsked);
        routing.addFilter(new RequestLog());
        routing.addFilter(metrics.requestTimer());
        routing.addFilter(ServerRouting::commonHeaders);
        routing.addFilter(new CrossOrigin(security));
        routing.addFilter(gate);
        routing.addFilter(new Compression());
    }

    /** Sets up paths and errors. */
    static void paths(
            HttpRouting.Builder routing,
            FlowState state,
            Streams streams,
            ServerMetrics metrics,
            InstantSource clock,
            CsvText csv) {
        handlers(state, metrics, clock, csv)
                .forEach((path, handler) -> get(routing, path, handler));
        get(routing, Streams.PATH, streams::get);
        routing.any(ProblemHandlers.notFound());
        ProblemHandlers.register(routing);
    }

    /** Every path of REST and who answers it. */
    static Map<String, Handler> handlers(
            FlowState state, ServerMetrics metrics, InstantSource clock, CsvText csv) {
        FlowsApi flows = new FlowsApi(state, clock, csv);
        HealthApi health = new HealthApi(state, clock);
        Map<String, Handler> paths = new LinkedHashMap<>();
        paths.put("/", new IndexPage()::get);
        paths.put("/openapi", new OpenApi()::get);
        paths.put("/api/v1/flows", flows::list);
        paths.put("/api/v1/flows/{id}", flows::one);
        paths.put("/api/v1/top", new TopApi(state)::get);
        paths.put("/api/v1/timeseries", new SeriesApi(state, clock)::get);
        paths.put("/api/v1/statistics", new StatisticsApi(state)::get);
        paths.put("/api/v1/interfaces", new InterfacesApi(state)::get);
        paths.put("/api/v1/gaps", new GapsApi(state)::get);
        paths.put("/health", health::all);
        paths.put("/health/live", health::live);
        paths.put("/health/ready", health::ready);
        paths.put("/metrics", metrics::scrape);
        return paths;
    }

    private static void get(HttpRouting.Builder routing, String path, Handler handler) {
        routing.get(path, handler).any(path, ServerRouting::methodNotAllowed);
    }

    /** Helidon announces the close that a client asked for, but leaves it to the client. */
    private static void closeWhereAsked(
            FilterChain chain, RoutingRequest request, RoutingResponse response) {
        chain.proceed();
        boolean asked =
                request.prologue().protocolVersion().startsWith("1.")
                        && request.headers().contains(HeaderNames.CONNECTION)
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
