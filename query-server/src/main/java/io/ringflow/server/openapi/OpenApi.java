package io.ringflow.server.openapi;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.helidon.common.media.type.MediaType;
import io.helidon.common.media.type.MediaTypes;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.server.encoding.FixedBody;
import io.ringflow.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * {@code GET /openapi}: the OpenAPI 3.1 document, JSON unless the client prefers YAML. Immutable,
 * called by the requests' threads.
 */
public final class OpenApi {

    private static final MediaType JSON = MediaTypes.APPLICATION_JSON;
    private static final MediaType YAML = MediaTypes.create("application/yaml");

    private final FixedBody yaml;
    private final FixedBody json;

    /** The document of this server. */
    public OpenApi() {
        byte[] document = read();
        yaml = new FixedBody(document, YAML.text());
        json = new FixedBody(toJson(document), JSON.text());
    }

    /** Answers one request. */
    public void get(ServerRequest request, ServerResponse response) {
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

    private static byte[] read() {
        try (InputStream in = OpenApi.class.getResourceAsStream("openapi.yaml")) {
            return Objects.requireNonNull(in, "openapi.yaml").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml is part of the jar", e);
        }
    }

    private static byte[] toJson(byte[] yaml) {
        try {
            return new ObjectMapper().writeValueAsBytes(new YAMLMapper().readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml is YAML", e);
        }
    }
}
