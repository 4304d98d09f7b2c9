package io.ringflow.cli.guard;

import io.ringflow.cli.guard.RestAccess.Readers;
import io.ringflow.server.security.ForeignGate;
import io.ringflow.server.security.ForeignGate.Refusal;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.SecuritySettings.RateLimit;
import java.net.SocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaderNames;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpHeaders;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpUtil;

/** Decides, from a request's head, whether Flink's REST server may answer it. Thread-safe. */
final class RestRules {

    private static final String HOST = "Host";
    private static final String ORIGIN = "Origin";
    private static final String AUTHORIZATION = "Authorization";

    /** Flink's client sends an empty JSON object with reading requests. */
    private static final int READING_BODY_BYTES = 64;

    private final RestAccess access;
    private final ForeignGate localhost;
    private final ForeignGate bearers;

    RestRules(RestAccess access) {
        this.access = access;
        this.localhost = new ForeignGate(SecuritySettings.LOCALHOST, InstantSource.system());
        this.bearers =
                new ForeignGate(
                        new SecuritySettings(
                                Mode.TOKEN,
                                access.tokens(),
                                Optional.empty(),
                                List.of(),
                                RateLimit.NONE),
                        InstantSource.system());
    }

    /** Returns why a request is refused, or empty if Flink may answer it. */
    Optional<Refusal> refusal(SocketAddress peer, HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return refused(400, "this is not an HTTP request");
        }
        String method = request.method().name();
        String path = request.uri().split("\\?", 2)[0];
        Optional<Refusal> stranger = stranger(peer, method, path, request.headers());
        if (stranger.isPresent()) {
            return stranger;
        }
        if (RestPaths.reads(method, path)) {
            return hasBody(request)
                    ? refused(413, "a reading request must not have a body")
                    : Optional.empty();
        }
        return RestPaths.changes(method, path)
                ? change(peer, method, path, request.headers())
                : refused(403, "Ringflow does not let this through to Flink");
    }

    /** Refuses clients that may not even read. */
    private Optional<Refusal> stranger(
            SocketAddress peer, String method, String path, HttpHeaders headers) {
        return switch (access.readers()) {
            case LOCALHOST -> localhost.refusal(peer, method, path, relevant(headers));
            case TOKEN -> bearers.refusal(peer, "GET", path, relevant(headers));
            case CERTIFICATE ->
                    isOwnPage(headers)
                            ? Optional.empty()
                            : refused(403, "web pages of other origins are not answered");
        };
    }

    private Optional<Refusal> change(
            SocketAddress peer, String method, String path, HttpHeaders headers) {
        if (!access.changes()) {
            return refused(403, "nothing can be changed here");
        }
        return access.readers() == Readers.CERTIFICATE
                ? Optional.empty()
                : bearers.refusal(peer, method, path, relevant(headers));
    }

    /** A browser presents its certificate for any page, so the page must be Flink's own. */
    private static boolean isOwnPage(HttpHeaders headers) {
        List<String> hosts = headers.getAll(HOST);
        return hosts.size() == 1
                && headers.getAll(ORIGIN).stream()
                        .allMatch(origin -> hosts.get(0).equalsIgnoreCase(authority(origin)));
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean hasBody(HttpRequest request) {
        return HttpUtil.isTransferEncodingChunked(request)
                || request.headers().contains(HttpHeaderNames.TRANSFER_ENCODING)
                || HttpUtil.getContentLength(request, 0L) > READING_BODY_BYTES;
    }

    private static Map<String, List<String>> relevant(HttpHeaders headers) {
        return Map.of(
                HOST, headers.getAll(HOST),
                ORIGIN, headers.getAll(ORIGIN),
                AUTHORIZATION, headers.getAll(AUTHORIZATION));
    }

    private static Optional<Refusal> refused(int status, String detail) {
        return Optional.of(new Refusal(status, detail, Map.of()));
    }
}
