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
import io.ringflow.server.budget.AnswerMemory;
import io.ringflow.server.budget.RequestRoom;
import io.ringflow.server.connection.RequestFraming;
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
    private static final Header ALLOW_GET =
            HeaderValues.createCached(HeaderNames.ALLOW, "GET, HEAD");

    private ServerRouting() {}

    /** Sets up the filters, which run in this order: log and timing see what others refuse. */
    static void filters(
            HttpRouting.Builder routing,
            SecuritySettings security,
            Gate gate,
            RequestRoom room,
            ServerMetrics metrics) {
        routing.addFilter(ServerRouting::closeAfter);
        routing.addFilter(new RequestLog());
        routing.addFilter(metrics.requestTimer());
        routing.addFilter(ServerRouting::commonHeaders);
        routing.addFilter(new CrossOrigin(security));
        routing.addFilter(gate);
        routing.addFilter(room);
        routing.addFilter(new Compression());
    }

    /** Sets up paths and errors. */
    static void paths(HttpRouting.Builder routing, Streams streams, Map<String, Handler> handlers) {
        handlers.forEach((path, handler) -> get(routing, path, handler));
        get(routing, Streams.PATH, streams::get);
        routing.any(ProblemHandlers.notFound());
        ProblemHandlers.register(routing);
    }

    /** Every path of REST and who answers it. */
    static Map<String, Handler> handlers(
            FlowState state,
            ServerMetrics metrics,
            AnswerMemory memory,
            InstantSource clock,
            CsvText csv) {
        FlowsApi flows = new FlowsApi(state, clock, memory, csv);
        HealthApi health = new HealthApi(state, clock);
        Map<String, Handler> paths = new LinkedHashMap<>();
        paths.put("/", new IndexPage()::get);
        paths.put("/openapi", new OpenApi()::get);
        paths.put("/api/v1/flows", flows::list);
        paths.put("/api/v1/flows/{id}", flows::one);
        paths.put("/api/v1/top", new TopApi(state, memory)::get);
        paths.put("/api/v1/timeseries", new SeriesApi(state, clock, memory)::get);
        paths.put("/api/v1/statistics", new StatisticsApi(state, memory)::get);
        paths.put("/api/v1/interfaces", new InterfacesApi(state)::get);
        paths.put("/api/v1/gaps", new GapsApi(state)::get);
        paths.put("/health", health::all);
        paths.put("/health/live", health::live);
        paths.put("/health/ready", health::ready);
        paths.put("/metrics", metrics::scrape);
        return paths;
    }

    /** HEAD is answered as GET is; the connection leaves the body out. */
    private static void get(HttpRouting.Builder routing, String path, Handler handler) {
        Handler bodiless = (request, response) -> withoutBody(request, response, handler);
        routing.get(path, bodiless).head(path, bodiless).any(path, ServerRouting::methodNotAllowed);
    }

    private static void withoutBody(ServerRequest request, ServerResponse response, Handler handler)
            throws Exception {
        if (RequestFraming.hasBody(request.headers())) {
            Problem.of(
                            Status.REQUEST_ENTITY_TOO_LARGE_413,
                            "a request for this has no body; the connection is closed")
                    .send(response);
        } else {
            handler.handle(request, response);
        }
    }

    /**
     * Closes the connection after the answer, if the client asked for it (Helidon announces it, but
     * leaves it to the client) or sends a body, which is never read.
     */
    private static void closeAfter(
            FilterChain chain, RoutingRequest request, RoutingResponse response) {
        boolean body = RequestFraming.hasBody(request.headers());
        if (body) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        chain.proceed();
        boolean asked =
                request.headers().contains(HeaderNames.CONNECTION)
                        && request.headers().get(HeaderNames.CONNECTION).allValues(true).stream()
                                .anyMatch("close"::equalsIgnoreCase);
        if (body || (asked && response.isSent())) {
            throw new CloseConnectionException("after the answer");
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
                        request.prologue().method().text()
                                + " is not allowed here, only GET and HEAD")
                .send(response);
    }
}
