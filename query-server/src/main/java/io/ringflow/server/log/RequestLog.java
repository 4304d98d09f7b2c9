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
 * Logs each request as one line of names and values, and adds its {@link RequestId} to the answer.
 * Query strings and headers are not logged, because clients may put a token there by mistake.
 * Stateless.
 */
public final class RequestLog implements Filter {

    /** The name of the logger, which is separate so that the request log can be turned off. */
    public static final String LOGGER = "ringflow.requests";

    /** The names of a line's values, in the order of the log event's arguments. */
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
        long start = System.nanoTime();
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
                            new Answer(
                                    response.status().code(),
                                    isHead(request) ? 0 : response.bytesWritten(),
                                    System.nanoTime() - start,
                                    id.get()))
                    .log();
        }
    }

    /** Whether the connection cuts the body off the answer, although it was written. */
    private static boolean isHead(RoutingRequest request) {
        return request.prologue().method().equals(Method.HEAD);
    }

    /**
     * One line of the log.
     *
     * @param client the peer's address
     * @param user the token's name; empty if tokens are not used
     * @param path as the client sent it, without the query string
     * @param answer how the request was answered
     */
    public record Entry(
            String client, Optional<String> user, String method, String path, Answer answer) {

        /** Writes the line. */
        public void log() {
            LOG.info(
                    LINE,
                    client,
                    user.orElse(NOBODY),
                    plain(method),
                    plain(path),
                    answer.status(),
                    answer.bytes(),
                    Math.round(answer.nanos() / 1e5) / 10.0,
                    answer.id());
        }
    }

    /**
     * How a request was answered.
     *
     * @param status the HTTP status
     * @param bytes the size of the body; 0 for HEAD
     * @param nanos the time from the request's head to the end of the answer
     * @param id the request id
     */
    public record Answer(int status, long bytes, long nanos, String id) {}

    /** Shortens the text and replaces everything that could look like another value or line. */
    private static String plain(String text) {
        String shortened =
                text.length() > LONGEST_PATH ? text.substring(0, LONGEST_PATH) + "…" : text;
        return NOT_PLAIN.matcher(shortened).replaceAll("?");
    }
}
