package io.ringflow.server.openapi;

import io.helidon.webserver.http.Handler;
import java.util.Objects;

/**
 * A path of the server with all that is known of it: routing, compression and the OpenAPI document
 * follow from the table of routes. Every route is read with GET or HEAD.
 *
 * @param path the path, with parameters in braces
 * @param id the operation's id in the OpenAPI document, under which {@code openapi.yaml} describes
 *     parameters and responses
 * @param summary what it answers, one sentence for people
 * @param compressed true if answers are long enough to be worth compressing on the way
 * @param handler answers a request; called by the request's thread
 */
public record Route(String path, String id, String summary, boolean compressed, Handler handler) {

    public Route {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(summary, "summary");
        Objects.requireNonNull(handler, "handler");
    }

    /** A route whose answers may be long. */
    public static Route compressed(String path, String id, String summary, Handler handler) {
        return new Route(path, id, summary, true, handler);
    }

    /** A route whose answers are short, or compressed by the handler. */
    public static Route plain(String path, String id, String summary, Handler handler) {
        return new Route(path, id, summary, false, handler);
    }
}
