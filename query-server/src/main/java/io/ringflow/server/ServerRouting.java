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
import io.ringflow.server.budget.RequestLimit;
import io.ringflow.server.connection.RequestFraming;
import io.ringflow.server.encoding.Compression;
import io.ringflow.server.log.RequestLog;
import io.ringflow.server.metrics.ServerMetrics;
import io.ringflow.server.openapi.Route;
import io.ringflow.server.page.ConsoleFiles;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemHandlers;
import io.ringflow.server.security.CrossOrigin;
import io.ringflow.server.security.Gate;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.stream.Streams;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Sets up Helidon's routing: filters, the {@link Routes}, the WebSocket's path and errors. */
final class ServerRouting {

    /** Values change all the time, and other sites must not read them. */
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

    /** Sets up the filters in the order in which they run: log and timing see refusals, too. */
    static void filters(
            HttpRouting.Builder routing,
            SecuritySettings security,
            Gate gate,
            RequestLimit requestLimit,
            ServerMetrics metrics,
            List<Route> routes) {
        routing.addFilter(ServerRouting::closeAfter);
        routing.addFilter(new RequestLog());
        routing.addFilter(metrics.requestTimer());
        routing.addFilter(ServerRouting::commonHeaders);
        routing.addFilter(new CrossOrigin(security));
        routing.addFilter(gate);
        routing.addFilter(requestLimit);
        routing.addFilter(new Compression(longAnswers(routes)));
    }

    private static Set<String> longAnswers(List<Route> routes) {
        return routes.stream()
                .filter(Route::compressed)
                .map(Route::path)
                .collect(Collectors.toSet());
    }

    /** Sets up paths and errors. */
    static void paths(
            HttpRouting.Builder routing,
            Streams streams,
            ConsoleFiles console,
            List<Route> routes) {
        routes.forEach(route -> get(routing, route.path(), route.handler()));
        get(routing, Streams.PATH, streams::get);
        get(routing, ConsoleFiles.FILES, console::file);
        routing.any(ProblemHandlers.notFound());
        ProblemHandlers.register(routing);
    }

    /** Answers HEAD like GET; the connection leaves out the body. */
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
     * Closes the connection after the answer if the client asked for it (Helidon announces the
     * close but leaves it to the client) or sends a body, which is never read.
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
            throw new CloseConnectionException("Closed after the answer");
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
