package io.ringflow.server.security;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.security.SecuritySettings.Mode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a request is answered: identifies the client, checks its permission and its rate.
 * Requests without a valid token are counted by address, so that tokens can't be guessed quickly.
 * Thread-safe.
 */
public final class Gate implements Filter {

    /**
     * The prefix of a subprotocol that contains a token. Browsers can't set headers of a WebSocket,
     * only its subprotocols. Such a token is accepted for WebSockets only.
     */
    public static final String TOKEN_SUBPROTOCOL = "bearer.";

    private static final HeaderName SUBPROTOCOL = HeaderNames.create("Sec-WebSocket-Protocol");

    private static final String BEARER = "bearer ";

    private static final Header CHALLENGE =
            HeaderValues.createCached(HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"ringflow\"");
    private static final Header CHALLENGE_AGAIN =
            HeaderValues.createCached(
                    HeaderNames.WWW_AUTHENTICATE,
                    "Bearer realm=\"ringflow\", error=\"invalid_token\"");
    private static final Header CHALLENGE_SCOPE =
            HeaderValues.createCached(
                    HeaderNames.WWW_AUTHENTICATE,
                    "Bearer realm=\"ringflow\", error=\"insufficient_scope\"");

    /**
     * The bearer of a request's token. Registered in the context of the request.
     *
     * @param name the token's name
     * @param expires when the token expires; empty for never
     */
    public record Caller(String name, Optional<Instant> expires) {

        private Caller(AccessToken token) {
            this(token.name(), token.expires());
        }
    }

    /**
     * The decision about a request.
     *
     * @param caller the bearer of its token; empty without a valid token
     * @param refusal the answer to a refused request; empty if the request may pass
     */
    public record Decision(Optional<Caller> caller, Optional<Refusal> refusal) {}

    /** The answer to a refused request, and its headers. */
    public record Refusal(Problem problem, List<Header> headers) {

        private boolean asksForToken() {
            return problem.status().equals(Status.UNAUTHORIZED_401);
        }
    }

    private final Mode mode;
    private final AccessTokens tokens;
    private final RequestQuota quota;
    private final SignIn signIn;

    /**
     * A gate with the given settings.
     *
     * @param clock decides when tokens expire
     * @param signIn the page that asks for a token; what it loads is never limited
     */
    public Gate(SecuritySettings settings, InstantSource clock, SignIn signIn) {
        this.mode = settings.mode();
        this.tokens = new AccessTokens(settings.tokens(), clock);
        this.quota = new RequestQuota(settings.rateLimit());
        this.signIn = signIn;
    }

    @Override
    public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
        Decision decision = decide(Incoming.of(request));
        decision.caller().ifPresent(request.context()::register);
        if (decision.refusal().isEmpty()) {
            chain.proceed();
        } else {
            Refusal refusal = decision.refusal().get();
            refusal.headers().forEach(response::header);
            if (refusal.asksForToken() && signIn.isShown(request)) {
                response.status(Status.UNAUTHORIZED_401);
                chain.proceed();
            } else {
                refusal.problem().send(response);
            }
        }
    }

    /** Decides about a request, and counts it against the client's quota unless it is free. */
    public Decision decide(Incoming request) {
        if (mode == Mode.LOCALHOST) {
            Optional<Problem> refusal = LocalhostOnly.refusal(request);
            if (refusal.isPresent()) {
                return refused(Optional.empty(), refusal.get());
            }
        }
        // A page loads dozens of files at once, and sending one costs no more than refusing it.
        if (isHealth(request.path()) || signIn.files().test(request.path())) {
            return new Decision(Optional.empty(), Optional.empty());
        }
        List<String> given = mode == Mode.TOKEN ? given(request) : List.of();
        Optional<AccessToken> token =
                given.size() == 1 ? tokens.find(given.get(0)) : Optional.empty();
        Optional<Caller> caller = token.map(Caller::new);
        long wait =
                quota.take(
                        token.map(valid -> "token " + valid.name())
                                .orElseGet(() -> "address " + request.address()));
        if (wait > 0) {
            return refused(
                    caller,
                    Problem.of(Status.TOO_MANY_REQUESTS_429, "too many requests; ask less often"),
                    HeaderValues.create(HeaderNames.RETRY_AFTER, wait));
        }
        return mode == Mode.TOKEN
                ? withToken(request, given, token)
                : new Decision(caller, Optional.empty());
    }

    private static Decision withToken(
            Incoming request, List<String> given, Optional<AccessToken> token) {
        if (token.isEmpty()) {
            return given.isEmpty()
                    ? refused(
                            Optional.empty(),
                            unauthorized("a token is needed; send Authorization: Bearer …"),
                            CHALLENGE)
                    : refused(
                            Optional.empty(),
                            unauthorized("the token is unknown or has expired"),
                            CHALLENGE_AGAIN);
        }
        Optional<Caller> caller = Optional.of(new Caller(token.get()));
        if (!token.get().scope().includes(needed(request.method()))) {
            return refused(
                    caller,
                    Problem.of(
                            Status.FORBIDDEN_403,
                            "the token's scope is " + token.get().scope().text() + " only"),
                    CHALLENGE_SCOPE);
        }
        return new Decision(caller, Optional.empty());
    }

    private static Problem unauthorized(String detail) {
        return Problem.of(Status.UNAUTHORIZED_401, detail);
    }

    private static Decision refused(Optional<Caller> caller, Problem problem, Header... headers) {
        return new Decision(caller, Optional.of(new Refusal(problem, List.of(headers))));
    }

    /** The scope that a method needs: methods that only read need READ, all others ADMIN. */
    private static Scope needed(String method) {
        return switch (method) {
            case "GET", "HEAD" -> Scope.READ;
            default -> Scope.ADMIN;
        };
    }

    /** Whether the path belongs to health, which is answered without a token and without limit. */
    public static boolean isHealth(String path) {
        return path.equals("/health")
                || path.equals("/health/live")
                || path.equals("/health/ready");
    }

    /** All tokens of a request. A valid request has exactly one. */
    private static List<String> given(Incoming request) {
        List<String> fromHeader =
                request.values(HeaderNames.AUTHORIZATION).stream()
                        .filter(value -> value.regionMatches(true, 0, BEARER, 0, BEARER.length()))
                        .map(value -> value.substring(BEARER.length()).strip())
                        .toList();
        return fromHeader.isEmpty() && request.asksForWebSocket()
                ? fromSubprotocols(request)
                : fromHeader;
    }

    private static List<String> fromSubprotocols(Incoming request) {
        return request.values(SUBPROTOCOL).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(protocol -> protocol.startsWith(TOKEN_SUBPROTOCOL))
                .map(protocol -> protocol.substring(TOKEN_SUBPROTOCOL.length()))
                .toList();
    }
}
