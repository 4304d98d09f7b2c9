package io.ringflow.server;

import static io.ringflow.server.RunningServer.contentType;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the web console, as a browser asks for them. */
class ConsoleFilesIT {

    private static final int MOST_COMPRESSED_BYTES = 600_000;
    private static final Pattern LOADED = Pattern.compile("(?:href|src)=\"(console/[^\"]+)\"");
    private static final Pattern IMPORTED =
            Pattern.compile("(?:from|import) ?['\"](\\.[^'\"]+)['\"]");

    private static final RunningServer SERVER = new RunningServer(new FakeFlowState());

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** All files that the page loads, found like a browser does: through links and imports. */
    private static Set<String> loadedFiles() {
        Set<String> found = new LinkedHashSet<>();
        Deque<String> waiting = new ArrayDeque<>();
        LOADED.matcher(SERVER.get("/").body())
                .results()
                .forEach(match -> waiting.add("/" + match.group(1)));
        while (!waiting.isEmpty()) {
            String path = waiting.remove();
            if (found.add(path) && path.endsWith(".js")) {
                IMPORTED.matcher(SERVER.get(path).body())
                        .results()
                        .map(match -> URI.create(path).resolve(match.group(1)).getPath())
                        .forEach(waiting::add);
            }
        }
        return found;
    }

    @Test
    void servesEverythingThatThePageLoads() {
        assertThat(loadedFiles())
                .contains("/console/lib/lit-html/lit-html.js", "/console/views/overview.js")
                .allSatisfy(
                        path -> {
                            HttpResponse<String> file = SERVER.get(path);
                            assertThat(file.statusCode()).as(path).isEqualTo(200);
                            assertThat(contentType(file))
                                    .as(path)
                                    .startsWith(
                                            path.endsWith(".js")
                                                    ? "text/javascript"
                                                    : path.endsWith(".css")
                                                            ? "text/css"
                                                            : "image/svg+xml");
                        });
    }

    @Test
    void compressedFilesAreSmall() {
        int bytes =
                loadedFiles().stream()
                        .mapToInt(
                                path ->
                                        Integer.parseInt(
                                                SERVER.get(path, "Accept-Encoding", "gzip")
                                                        .headers()
                                                        .firstValue("Content-Length")
                                                        .orElseThrow()))
                        .sum();
        assertThat(bytes).isBetween(20_000, MOST_COMPRESSED_BYTES);
    }

    @Test
    void forbidsInlineAndForeignContent() {
        HttpResponse<String> page = SERVER.get("/");
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertThat(policy)
                .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
                .doesNotContain("unsafe", "http", "*");
        assertThat(page.body()).doesNotContain("http://", "https://", "style=", "onclick");
    }

    @Test
    void validatesCachedFiles() {
        String path = "/console/main.js";
        HttpResponse<String> first = SERVER.get(path);
        assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
        String tag = first.headers().firstValue("ETag").orElseThrow();
        assertThat(SERVER.get(path, "If-None-Match", tag).statusCode()).isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/console/",
                "/console/nope.js",
                "/console/../openapi/openapi.yaml",
                "/console/%2e%2e/openapi/openapi.yaml",
                "/console/..%2fopenapi%2fopenapi.yaml",
                "/console/lib/lit-html/../../../../../META-INF/MANIFEST.MF",
                "/console/lib/uplot/"
            })
    void servesNothingElse(String path) {
        assertThat(SERVER.raw(path, "Host: localhost")).startsWith("HTTP/1.1 404 ");
    }
}
