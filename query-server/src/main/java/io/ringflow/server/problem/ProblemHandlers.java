package io.ringflow.server.problem;

import io.helidon.http.DirectHandler;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.filter.condition.FilterException;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns every failure into a {@link Problem}: of handlers, of the routing, and of requests that are
 * too malformed to be routed. Unexpected exceptions are logged with their stack traces, which
 * clients never see. Stateless.
 */
public final class ProblemHandlers {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemHandlers.class);

    private static final Status UNPROCESSABLE_CONTENT = Status.create(422, "Unprocessable Content");

    /** A job that restarts or is overloaded usually answers again within seconds. */
    private static final Header RETRY_SOON =
            HeaderValues.createCached(HeaderNames.RETRY_AFTER, "2");

    /** The end of a message from which the dump of the request was removed. */
    private static final Pattern TRAILING = Pattern.compile("[\\s:.]+$");

    private ProblemHandlers() {}

    /** Registers handlers of exceptions with the routing. */
    public static void register(HttpRouting.Builder routing) {
        routing.error(ProblemException.class, (req, res, e) -> e.problem().send(res))
                .error(FilterException.class, (req, res, e) -> filter(e).send(res))
                .error(StateException.class, ProblemHandlers::unanswered)
                .error(HttpException.class, (req, res, e) -> http(e).send(res))
                .error(Throwable.class, ProblemHandlers::unexpected);
    }

    /** Handlers of requests that never reach the routing, such as those with too long headers. */
    public static DirectHandlers direct() {
        DirectHandlers.Builder handlers = DirectHandlers.builder();
        for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, ProblemHandlers::broken);
        }
        handlers.addHandler(DirectHandler.EventType.INTERNAL_ERROR, ProblemHandlers::unparsed);
        return handlers.build();
    }

    /** Answers requests for paths that do not exist. */
    public static Handler notFound() {
        return (req, res) ->
                Problem.of(
                                Status.NOT_FOUND_404,
                                "there is no "
                                        + req.path().path()
                                        + "; GET /openapi lists what there is")
                        .send(res);
    }

    private static Problem filter(FilterException e) {
        return Problem.of(Status.BAD_REQUEST_400, e.getMessage())
                .with("parameter", "filter")
                .with("position", e.position());
    }

    private static void unanswered(
            ServerRequest request, ServerResponse response, StateException e) {
        if (e.reason() == Reason.UNAVAILABLE || e.reason() == Reason.BUSY) {
            response.header(RETRY_SOON);
        }
        Problem problem = Problem.of(status(e.reason()), String.valueOf(e.getMessage()));
        boolean cursor = e.reason() == Reason.CURSOR_GONE;
        (cursor ? problem.with("parameter", "cursor") : problem).send(response);
    }

    private static Status status(Reason reason) {
        return switch (reason) {
            case UNAVAILABLE, BUSY -> Status.SERVICE_UNAVAILABLE_503;
            case TIMEOUT -> Status.GATEWAY_TIMEOUT_504;
            case REFUSED -> UNPROCESSABLE_CONTENT;
            case CURSOR_GONE -> Status.GONE_410;
        };
    }

    private static Problem http(HttpException e) {
        boolean serverError = e.status().family() == Status.Family.SERVER_ERROR;
        if (serverError) {
            LOG.error("A request failed", e);
        }
        return serverError ? internal() : Problem.of(e.status(), String.valueOf(e.getMessage()));
    }

    private static void unexpected(ServerRequest request, ServerResponse response, Throwable e) {
        LOG.error("{} {} failed", request.prologue().method(), request.path().path(), e);
        internal().send(response);
    }

    private static Problem internal() {
        return Problem.of(
                Status.INTERNAL_SERVER_ERROR_500, "the server failed; its log has the reason");
    }

    private static DirectHandler.TransportResponse broken(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            io.helidon.http.ServerResponseHeaders headers,
            String message) {
        Problem problem =
                status.equals(Status.INTERNAL_SERVER_ERROR_500)
                        ? internal()
                        : Problem.of(status, detail(status, message));
        headers.set(Problem.CONTENT_TYPE);
        return DirectHandler.TransportResponse.builder()
                .status(status)
                .headers(headers)
                .keepAlive(type.keepAlive())
                .entity(problem.json())
                .build();
    }

    /** The routing handles its own failures, so a failure here means a malformed request. */
    private static DirectHandler.TransportResponse unparsed(
            DirectHandler.TransportRequest request,
            DirectHandler.EventType type,
            Status status,
            io.helidon.http.ServerResponseHeaders headers,
            String message) {
        return broken(request, type, Status.BAD_REQUEST_400, headers, "the request is malformed");
    }

    /**
     * Helidon has no message for some errors; for others it only refers to its log, or it adds a
     * dump of the request after the first line.
     */
    private static String detail(Status status, String message) {
        boolean useful =
                message != null && !message.isBlank() && !message.contains("see server log");
        return useful
                ? TRAILING.matcher(message.lines().findFirst().orElse("")).replaceFirst("")
                : "the request is refused: " + status.reasonPhrase();
    }
}
