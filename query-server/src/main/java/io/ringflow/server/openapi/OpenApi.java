package io.ringflow.server.openapi;

import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.server.encoding.FixedBody;
import io.ringflow.server.problem.Problem;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@code GET /openapi}: the OpenAPI 3.1 document, as JSON unless the client prefers YAML.
 * Immutable; called by the requests' threads.
 */
public final class OpenApi {

    private static final MediaType JSON = MediaTypes.APPLICATION_JSON;
    private static final MediaType YAML = MediaTypes.create("application/yaml");

    private final FixedBody yaml;
    private final FixedBody json;

    private OpenApi(List<Route> others) {
        Stream<Route> routes = Stream.concat(others.stream(), Stream.of(route(this)));
        OpenApiDocument document = new OpenApiDocument(routes.toList());
        yaml = new FixedBody(document.yaml(), YAML.text());
        json = new FixedBody(document.json(), JSON.text());
    }

    /** The route of the document, which describes the other routes and itself. */
    public static Route route(List<Route> others) {
        return route(new OpenApi(others));
    }

    private static Route route(OpenApi openApi) {
        return Route.plain("/openapi", "openapi", "This document, as JSON or YAML.", openApi::get);
    }

    private void get(ServerRequest request, ServerResponse response) {
        MediaType best =
                request.headers()
                        .bestAccepted(JSON, YAML)
                        .orElseThrow(
                                () ->
                                        Problem.of(
                                                        Status.NOT_ACCEPTABLE_406,
                                                        "the document comes as application/json or"
                                                                + " application/yaml")
                                                .exception());
        response.headers().add(HeaderNames.VARY, "Accept");
        (best.equals(YAML) ? yaml : json).send(request, response);
    }
}
