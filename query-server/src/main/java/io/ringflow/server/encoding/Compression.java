package io.ringflow.server.encoding;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Compresses answers that may be long, where the client takes gzip. Health and single flows are
 * shorter than what compressing would save. Stateless.
 */
public final class Compression implements Filter {

    private static final Set<String> LONG =
            Set.of(
                    "/openapi",
                    "/metrics",
                    "/api/v1/flows",
                    "/api/v1/top",
                    "/api/v1/timeseries",
                    "/api/v1/interfaces",
                    "/api/v1/gaps");

    private static final HeaderName ACCEPT_ENCODING = HeaderNames.ACCEPT_ENCODING;
    private static final Header GZIP =
            HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (LONG.contains(request.path().path())) {
            response.headers().add(HeaderNames.VARY, "Accept-Encoding");
            if (request.headers().contains(ACCEPT_ENCODING)
                    && takesGzip(request.headers().get(ACCEPT_ENCODING).allValues())) {
                response.header(GZIP);
                response.streamFilter(Compression::gzip);
            }
        }
        chain.proceed();
    }

    private static OutputStream gzip(OutputStream out) {
        try {
            return new GZIPOutputStream(out, 8 * 1024);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** RFC 9110: a list of codings, each perhaps with a weight; 0 forbids. */
    static boolean takesGzip(List<String> accepted) {
        return accepted.stream()
                .flatMap(value -> Arrays.stream(value.toLowerCase(Locale.ROOT).split(",", -1)))
                .map(coding -> coding.replace(" ", ""))
                .anyMatch(
                        coding -> coding.matches("(x-)?gzip(;q=(1(\\.0*)?|0?\\.\\d*[1-9]\\d*))?"));
    }
}
