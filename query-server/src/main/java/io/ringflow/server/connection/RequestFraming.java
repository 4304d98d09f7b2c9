package io.ringflow.server.connection;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Method;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Records the end of each request's head, and refuses requests whose body a proxy could delimit
 * differently: with several lengths, with both a length and an encoding, or with an unknown
 * encoding (RFC 9112, section 6). The connection of a refused request is closed. Stateless; called
 * by the connections' threads.
 */
public final class RequestFraming implements Http1ConnectionListener {

    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
        if (context instanceof GuardedContext guarded) {
            guarded.writer().answer(prologue.method().equals(Method.HEAD));
        }
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
        check(headers);
        if (context instanceof GuardedContext guarded) {
            guarded.connection().answering();
        }
    }

    /** Whether a request has a body. */
    public static boolean hasBody(Headers headers) {
        return headers.contains(HeaderNames.TRANSFER_ENCODING)
                || values(headers, HeaderNames.CONTENT_LENGTH).stream()
                        .anyMatch(value -> !value.strip().matches("0+"));
    }

    private static void check(Headers headers) {
        List<String> lengths = values(headers, HeaderNames.CONTENT_LENGTH);
        List<String> encodings = values(headers, HeaderNames.TRANSFER_ENCODING);
        if (lengths.size() > 1) {
            throw refused("a request must not have more than one Content-Length");
        }
        if (!lengths.stream().allMatch(value -> LENGTH.matcher(value.strip()).matches())) {
            throw refused("the Content-Length is not a number");
        }
        if (!lengths.isEmpty() && !encodings.isEmpty()) {
            throw refused("a request must not have both Content-Length and Transfer-Encoding");
        }
        if (encodings.size() > 1
                || !encodings.stream()
                        .allMatch(value -> value.strip().equalsIgnoreCase("chunked"))) {
            throw refused("the only Transfer-Encoding allowed is chunked");
        }
    }

    private static List<String> values(Headers headers, HeaderName name) {
        return headers.contains(name) ? headers.get(name).allValues() : List.of();
    }

    private static RequestException refused(String message) {
        return RequestException.builder()
                .type(DirectHandler.EventType.BAD_REQUEST)
                .status(Status.BAD_REQUEST_400)
                .setKeepAlive(false)
                .message(message)
                .build();
    }
}
