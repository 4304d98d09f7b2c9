package io.ringflow.server.log;

import io.helidon.http.Header;
import io.helidon.http.Method;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.ringflow.server.security.Gate;
import io.ringflow.server.security.Incoming;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs each request as one line of names and values, and gives it its {@link RequestId}. Queries
 * and headers are not logged: what a client puts there by mistake, such as a token, would stay.
 * Stateless.
 */
public final class RequestLog implements Filter {

    /** The log's own logger, so that it can be told apart and turned off. */
    public static final String LOGGER = "ringflow.requests";

    /** The names of a line's values, which are the arguments of the log event in this order. */
    public static final List<String> FIELDS =
            List.of("client", "user", "method", "path", "status", "bytes", "ms", "id");

    private static final String LINE =
            FIELDS.stream().map(name -> name + "={}").collect(Collectors.joining(" "));

    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);

    private static final Pattern NOT_PLAIN = Pattern.compile("[^!-~…]|=");
    private static final int LONGEST_PATH = 200;
    private static final String NOBODY = "-";

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        long begin = System.nanoTime();
        Header id = RequestId.of(request.headers());
        response.header(id);
        try {
            chain.proceed();
        } finally {
            new Entry(
                            Incoming.of(request).address(),
                            request.context().get(Gate.Caller.class).map(Gate.Caller::name),
                            request.prologue().method().text(),
                            request.path().rawPath(),
                            response.status().code(),
                            isHead(request) ? 0 : response.bytesWritten(),
                            System.nanoTime() - begin,
                            id.get())
                    .log();
        }
    }

    /** Whether the answer has no body, though it is made as one with a body. */
    private static boolean isHead(RoutingRequest request) {
        return request.prologue().method().equals(Method.HEAD);
    }

    /**
     * One line.
     *
     * @param client the peer's address
     * @param user the token's name; empty without tokens
     * @param path as the client sent it, without the query
     * @param bytes of the answer; 0 for HEAD
     * @param nanos from the request's head to the answer's end
     */
    public record Entry(
            String client,
            Optional<String> user,
            String method,
            String path,
            int status,
            long bytes,
            long nanos,
            String id) {

        /** Writes it. */
        public void log() {
            LOG.info(
                    LINE,
                    client,
                    user.orElse(NOBODY),
                    plain(method),
                    plain(path),
                    status,
                    bytes,
                    Math.round(nanos / 1e5) / 10.0,
                    id);
        }
    }

    /** Nothing that could look like another value, or another line. */
    private static String plain(String text) {
        String begin = text.length() > LONGEST_PATH ? text.substring(0, LONGEST_PATH) + "…" : text;
        return NOT_PLAIN.matcher(begin).replaceAll("?");
    }
}
