package io.ringflow.server.encoding;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses answers that may be long, where the client takes gzip. Health and single flows are
 * shorter than what compressing would save, and a {@link FixedBody} has its compressed form ready.
 * Stateless.
 */
public final class Compression implements Filter {

    private static final Set<String> LONG =
            Set.of(
                    "/metrics",
                    "/api/v1/flows",
                    "/api/v1/top",
                    "/api/v1/timeseries",
                    "/api/v1/interfaces",
                    "/api/v1/gaps");

    /** RFC 9110: a list of codings, each perhaps with a weight, of which 0 forbids. */
    private static final Pattern GZIP_ACCEPTED =
            Pattern.compile(
                    "(^|,)\\s*(x-)?gzip\\s*(;\\s*q=(1(\\.0*)?|0?\\.\\d*[1-9]\\d*)\\s*)?(,|$)",
                    Pattern.CASE_INSENSITIVE);

    static final Header GZIP = HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (LONG.contains(request.path().path())) {
            response.headers().add(HeaderNames.VARY, "Accept-Encoding");
            if (accepted(request.headers())) {
                response.header(GZIP);
                response.streamFilter(Compression::gzip);
            }
        }
        chain.proceed();
    }

    /** Whether who sent these headers takes gzip. */
    static boolean accepted(Headers headers) {
        return headers.contains(HeaderNames.ACCEPT_ENCODING)
                && GZIP_ACCEPTED.matcher(headers.get(HeaderNames.ACCEPT_ENCODING).values()).find();
    }

    private static OutputStream gzip(OutputStream out) {
        try {
            return new GZIPOutputStream(out, 8 * 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
