package io.ringflow.server.page;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.server.encoding.FixedBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;

/**
 * {@code GET /}: a page that lists the endpoints and loads nothing else. Immutable; called by the
 * requests' threads.
 */
public final class IndexPage {

    private static final Header CONTENT_SECURITY_POLICY =
            HeaderValues.createCached(
                    HeaderNames.create("Content-Security-Policy"),
                    "default-src 'none'; style-src 'unsafe-inline'; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'");

    private final FixedBody html = new FixedBody(read(), "text/html; charset=utf-8");

    /** Answers one request. */
    public void get(ServerRequest request, ServerResponse response) {
        response.header(CONTENT_SECURITY_POLICY);
        html.send(request, response);
    }

    private static byte[] read() {
        try (InputStream in = IndexPage.class.getResourceAsStream("index.html")) {
            return Objects.requireNonNull(in, "index.html").readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("index.html can't be read from the jar", e);
        }
    }
}
