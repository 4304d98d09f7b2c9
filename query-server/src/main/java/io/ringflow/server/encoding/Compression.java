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
 * Compresses answers that may be long if the client accepts gzip. Health and single flows are
 * shorter than what compression would save, and a {@link FixedBody} has its compressed form ready.
 * Immutable.
 */
public final class Compression implements Filter {

    /** RFC 9110: a list of codings with optional weights; 0 forbids a coding. */
    private static final Pattern GZIP_ACCEPTED =
            Pattern.compile(
                    "(^|,)\\s*(x-)?gzip\\s*(;\\s*q=(1(\\.0*)?|0?\\.\\d*[1-9]\\d*)\\s*)?(,|$)",
                    Pattern.CASE_INSENSITIVE);

    static final Header GZIP = HeaderValues.createCached(HeaderNames.CONTENT_ENCODING, "gzip");

    private final Set<String> paths;

    /** Compresses what these paths answer; none has parameters. */
    public Compression(Set<String> paths) {
        this.paths = Set.copyOf(paths);
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        if (paths.contains(request.path().path())) {
            response.headers().add(HeaderNames.VARY, "Accept-Encoding");
            if (accepted(request.headers())) {
                response.header(GZIP);
                response.streamFilter(Compression::gzip);
            }
        }
        chain.proceed();
    }

    /** Returns true if the sender of these headers accepts gzip. */
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
