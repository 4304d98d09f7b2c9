package io.ringflow.server.log;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.ringflow.server.security.Gate;
import io.ringflow.server.security.Incoming;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each request as one line of names and values, and gives it an id: the client's {@code
 * X-Request-Id} where that is a plain word, else a random one. Queries and headers are not logged:
 * what a client puts there by mistake, such as a token, would stay. Stateless.
 */
public final class RequestLog implements Filter {

    /** The log's own logger, so that it can be told apart and turned off. */
    private static final Logger LOG = LoggerFactory.getLogger("ringflow.requests");

    private static final HeaderName REQUEST_ID = HeaderNames.create("X-Request-Id");
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9._:/+=@-]{1,64}");
    private static final Pattern NOT_PLAIN = Pattern.compile("[^!-~…]|=");
    private static final int LONGEST_PATH = 200;
    private static final String NOBODY = "-";

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long begin = System.nanoTime();
        Header id = id(request);
        response.header(id);
        try {
            chain.proceed();
        } finally {
            if (LOG.isInfoEnabled()) {
                LOG.info("{}", line(request, response, id.get(), System.nanoTime() - begin));
            }
        }
    }

    private static Header id(RoutingRequest request) {
        if (request.headers().contains(REQUEST_ID)) {
            String given = request.headers().get(REQUEST_ID).get();
            if (PLAIN.matcher(given).matches()) {
                return HeaderValues.create(REQUEST_ID, given);
            }
        }
        return HeaderValues.create(
                REQUEST_ID,
                String.format(Locale.ROOT, "%016x", ThreadLocalRandom.current().nextLong()));
    }

    private static String line(
            RoutingRequest request, RoutingResponse response, String id, long nanos) {
        String method = request.prologue().method().text();
        String path = request.path().rawPath();
        Incoming incoming =
                new Incoming(request.remotePeer().address(), method, path, request.headers());
        String user =
                request.context().get(Gate.Caller.class).map(Gate.Caller::name).orElse(NOBODY);
        return String.format(
                Locale.ROOT,
                "client=%s user=%s method=%s path=%s status=%d bytes=%d ms=%.1f id=%s",
                incoming.address(),
                user,
                plain(method),
                plain(path),
                response.status().code(),
                response.bytesWritten(),
                nanos / 1e6,
                id);
    }

    /** Nothing that could look like another value, or another line. */
    private static String plain(String text) {
        String begin = text.length() > LONGEST_PATH ? text.substring(0, LONGEST_PATH) + "…" : text;
        return NOT_PLAIN.matcher(begin).replaceAll("?");
    }
}
