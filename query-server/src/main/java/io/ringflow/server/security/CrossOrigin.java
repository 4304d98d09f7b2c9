package io.ringflow.server.security;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.ringflow.server.problem.Problem;
import java.util.Set;

/**
 * Tells browsers which web pages may read the answers (CORS): only pages whose origin exactly
 * matches a configured one. Answers preflight requests itself, since browsers send no token with
 * them. Immutable.
 */
public final class CrossOrigin implements Filter {

    private static final HeaderName REQUEST_METHOD =
            HeaderNames.create("Access-Control-Request-Method");
    private static final Header VARY = HeaderValues.createCached(HeaderNames.VARY, "Origin");
    private static final Header EXPOSED =
            HeaderValues.createCached(
                    HeaderNames.create("Access-Control-Expose-Headers"),
                    "Retry-After, Ringflow-Cursor, Ringflow-Missing, Ringflow-Total, X-Request-Id");
    private static final Header METHODS =
            HeaderValues.createCached(HeaderNames.create("Access-Control-Allow-Methods"), "GET");
    private static final Header HEADERS =
            HeaderValues.createCached(
                    HeaderNames.create("Access-Control-Allow-Headers"),
                    "Accept, Authorization, X-Request-Id");
    private static final Header MAX_AGE =
            HeaderValues.createCached(HeaderNames.create("Access-Control-Max-Age"), "600");

    private final Set<String> origins;

    /** Allows the origins of the settings. */
    public CrossOrigin(SecuritySettings settings) {
        this.origins = Set.copyOf(settings.origins());
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        boolean preflight =
                request.prologue().method().text().equals("OPTIONS")
                        && request.headers().contains(HeaderNames.ORIGIN)
                        && request.headers().contains(REQUEST_METHOD);
        boolean allowed =
                request.headers().contains(HeaderNames.ORIGIN)
                        && origins.contains(request.headers().get(HeaderNames.ORIGIN).get());
        if (!origins.isEmpty()) {
            response.header(VARY);
        }
        if (allowed) {
            response.header(
                    HeaderValues.create(
                            HeaderNames.create("Access-Control-Allow-Origin"),
                            request.headers().get(HeaderNames.ORIGIN).get()));
            response.header(EXPOSED);
        }
        if (!preflight || origins.isEmpty()) {
            chain.proceed();
        } else if (allowed) {
            response.header(METHODS).header(HEADERS).header(MAX_AGE);
            response.status(Status.NO_CONTENT_204).send();
        } else {
            Problem.of(Status.FORBIDDEN_403, "web pages of this origin have no access")
                    .send(response);
        }
    }
}
