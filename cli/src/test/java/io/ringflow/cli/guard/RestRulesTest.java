package io.ringflow.cli.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.cli.guard.RestAccess.Readers;
import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.Scope;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.DefaultHttpRequest;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpMethod;
import org.apache.flink.shaded.netty4.io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestRulesTest {

    private static final String JOB = "0123456789abcdef0123456789abcdef";
    private static final InetSocketAddress HERE =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("192.0.2.7", 4711);
    private static final String READER = AccessToken.generate();
    private static final String ADMIN = AccessToken.generate();
    private static final String EXPIRED = AccessToken.generate();
    private static final List<AccessToken> TOKENS =
            List.of(
                    token("reader", READER, Scope.READ, Optional.empty()),
                    token("admin", ADMIN, Scope.ADMIN, Optional.of(Instant.MAX)),
                    token("expired", EXPIRED, Scope.ADMIN, Optional.of(Instant.EPOCH)));

    private static AccessToken token(
            String name, String token, Scope scope, Optional<Instant> expires) {
        return new AccessToken(name, AccessToken.hash(token), scope, expires);
    }

    /** Returns rules from an access that was passed on in Flink's settings. */
    private static RestRules rules(Readers readers, boolean changes) {
        Configuration settings = new RestAccess(readers, TOKENS, changes).in(new Configuration());
        return new RestRules(RestAccess.of(settings).orElseThrow());
    }

    /** Returns the status of the refusal, or 0 if the request is not refused. */
    private static int status(
            RestRules rules, InetSocketAddress peer, String method, String uri, String... headers) {
        var request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, new HttpMethod(method), uri);
        request.headers().add("Host", "localhost:8081");
        for (int i = 0; i < headers.length; i += 2) {
            request.headers().set(headers[i], headers[i + 1]);
        }
        return rules.refusal(peer, request).map(refusal -> refusal.status()).orElse(0);
    }

    private static String[] bearer(String token) {
        return new String[] {"Authorization", "Bearer " + token};
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/index.html",
                "/main.0123abcd.js",
                "/assets/favicon/favicon.ico",
                "/config",
                "/v1/jobs/overview?x=%2F",
                "/jobs/0123456789abcdef0123456789abcdef",
                "/jobs/0123456789abcdef0123456789abcdef/vertices/0123456789abcdef0123456789abcdef"
                        + "/subtasks/metrics?get=a",
                "/jobs/0123456789abcdef0123456789abcdef/checkpoints/details/12",
                "/taskmanagers/192.0.2.1:6122-abc/metrics"
            })
    void readersMayReadPublicPaths(String path) {
        assertThat(status(rules(Readers.LOCALHOST, false), HERE, "GET", path)).isZero();
        assertThat(status(rules(Readers.LOCALHOST, false), HERE, "HEAD", path)).isZero();
        assertThat(status(rules(Readers.TOKEN, false), ELSEWHERE, "GET", path, bearer(READER)))
                .isZero();
        assertThat(status(rules(Readers.CERTIFICATE, false), ELSEWHERE, "GET", path)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/jobs/0123456789abcdef0123456789abcdef/yarn-cancel",
                "/jobs/0123456789abcdef0123456789abcdef/yarn-stop",
                "/jobs/0123456789abcdef0123456789abcdef/yarn-cancel/",
                "/v1/jobs/0123456789abcdef0123456789abcdef/yarn-cancel?x=.js",
                "/v1/v1/jobs",
                "//jobs",
                "/jobs/",
                "/jobs;a",
                "/%6aobs",
                "/jobs/../jobs",
                "/assets/../jobs",
                "/assets/..",
                "/assets/./a.js",
                "/jars",
                "/jobmanager/config",
                "/jobmanager/environment",
                "/jobmanager/logs",
                "/jobmanager/log",
                "/jobmanager/thread-dump",
                "/jobmanager/profiler",
                "/taskmanagers/a/logs",
                "/taskmanagers/a/thread-dump",
                "/taskmanagers/../thread-dump",
                "/jobs/0123456789abcdef0123456789abcdef/vertices"
                        + "/0123456789abcdef0123456789abcdef/flamegraph",
                "/health",
                "/x",
                "http://localhost:8081/jobs",
                "*",
                "jobs",
                ""
            })
    void nobodyMayRequestOtherPaths(String path) {
        for (Readers readers : Readers.values()) {
            for (String method : List.of("GET", "HEAD", "POST", "PATCH")) {
                assertThat(status(rules(readers, true), HERE, method, path, bearer(ADMIN)))
                        .as("%s %s", readers, method)
                        .isEqualTo(403);
            }
        }
    }

    @Test
    void localhostAnswersProgramsOnThisHostOnly() {
        RestRules rules = rules(Readers.LOCALHOST, true);
        assertThat(status(rules, HERE, "GET", "/jobs")).isZero();
        assertThat(status(rules, ELSEWHERE, "GET", "/jobs")).isEqualTo(403);
        assertThat(status(rules, HERE, "GET", "/jobs", "Host", "evil.example")).isEqualTo(403);
        assertThat(status(rules, HERE, "GET", "/jobs", "Origin", "null")).isEqualTo(403);
        assertThat(status(rules, HERE, "GET", "/jobs", "Origin", "http://127.0.0.1:8081")).isZero();
        assertThat(status(rules, ELSEWHERE, "POST", "/jobs", "Authorization", "Bearer " + ADMIN))
                .isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOCALHOST", "TOKEN"})
    void changesNeedTokenWithScopeAdmin(Readers readers) {
        RestRules rules = rules(readers, true);
        for (String path : List.of("/jobs", "/v1/jobs/" + JOB + "/stop", "/savepoint-disposal")) {
            assertThat(status(rules, HERE, "POST", path)).isEqualTo(401);
            assertThat(status(rules, HERE, "POST", path, bearer("rf_x"))).isEqualTo(401);
            assertThat(status(rules, HERE, "POST", path, bearer(EXPIRED))).isEqualTo(401);
            assertThat(status(rules, HERE, "POST", path, bearer(READER))).isEqualTo(403);
            assertThat(status(rules, HERE, "POST", path, bearer(ADMIN))).isZero();
        }
        assertThat(status(rules, HERE, "PATCH", "/jobs/" + JOB + "?mode=cancel", bearer(ADMIN)))
                .isZero();
        assertThat(status(rules, HERE, "DELETE", "/cluster", bearer(ADMIN))).isEqualTo(403);
    }

    @ParameterizedTest
    @EnumSource
    void nobodyMayChangeAnythingIfChangesAreOff(Readers readers) {
        assertThat(status(rules(readers, false), HERE, "POST", "/jobs", bearer(ADMIN)))
                .isEqualTo(403);
    }

    @Test
    void tokenModeNeedsTokenForReading() {
        RestRules rules = rules(Readers.TOKEN, true);
        assertThat(status(rules, ELSEWHERE, "GET", "/jobs")).isEqualTo(401);
        assertThat(status(rules, HERE, "GET", "/jobs")).isEqualTo(401);
        assertThat(status(rules, ELSEWHERE, "GET", "/jobs", bearer(EXPIRED))).isEqualTo(401);
        assertThat(status(rules, ELSEWHERE, "GET", "/jobs", bearer(READER))).isZero();
    }

    @Test
    void certificateDoesNotAuthorizePagesOfOtherOrigins() {
        RestRules rules = rules(Readers.CERTIFICATE, true);
        assertThat(status(rules, ELSEWHERE, "POST", "/jobs")).isZero();
        assertThat(status(rules, ELSEWHERE, "POST", "/jobs", "Origin", "https://localhost:8081"))
                .isZero();
        for (String origin : List.of("https://evil.example", "null", "https://localhost", "{")) {
            assertThat(status(rules, ELSEWHERE, "POST", "/jobs", "Origin", origin)).isEqualTo(403);
        }
    }

    @Test
    void readingRequestsMustNotHaveBody() {
        RestRules rules = rules(Readers.LOCALHOST, false);
        assertThat(status(rules, HERE, "GET", "/jobs", "Content-Length", "2")).isZero();
        assertThat(status(rules, HERE, "GET", "/jobs", "Content-Length", "65")).isEqualTo(413);
        assertThat(status(rules, HERE, "GET", "/jobs", "Transfer-Encoding", "chunked"))
                .isEqualTo(413);
    }

    @Test
    void ignoresFlinkThatIsNotRingflows() {
        assertThat(RestAccess.of(new Configuration())).isEmpty();
    }
}
