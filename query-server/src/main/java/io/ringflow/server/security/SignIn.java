package io.ringflow.server.security;

import io.helidon.common.media.type.MediaTypes;
import io.helidon.webserver.http.RoutingRequest;
import java.util.function.Predicate;

/**
 * The page on which people enter a token. Browsers send no token when they open a page, so it is
 * the body of the answer 401. What it loads needs no token.
 *
 * @param page its path
 * @param files the paths of the files that it loads, which contain nothing about the traffic
 */
public record SignIn(String page, Predicate<String> files) {

    /** No such page: every path needs a token. */
    public static final SignIn NONE = new SignIn("", path -> false);

    /** Whether a browser opens the page; programs get the problem. */
    boolean isShown(RoutingRequest request) {
        return request.path().path().equals(page)
                && request.headers().acceptedTypes().stream()
                        .anyMatch(type -> type.mediaType().equals(MediaTypes.TEXT_HTML));
    }
}
