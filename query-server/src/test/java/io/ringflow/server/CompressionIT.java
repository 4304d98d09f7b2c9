package io.ringflow.server;

import static io.ringflow.server.RunningServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompressionIT {

    private final RunningServer server = new RunningServer(FakeFlowState.withFlows(3000));

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<byte[]> get(String path, String accept, String encoding)
            throws IOException, InterruptedException {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .header("Accept", accept)
                            .header("Accept-Encoding", encoding)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private static boolean isCompressed(HttpResponse<byte[]> response) {
        return response.headers().firstValue("Content-Encoding").isPresent();
    }

    private static String text(HttpResponse<byte[]> response) throws IOException {
        assertThat(response.headers().firstValue("Content-Encoding")).hasValue("gzip");
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br, gzip;q=0.5", "deflate,GZIP ; q=1.0"})
    void compressesIfClientAcceptsGzip(String encoding) throws Exception {
        HttpResponse<byte[]> page = get("/api/v1/flows?limit=1000", "*/*", encoding);
        assertThat(json(text(page)).get("flows")).hasSize(1000);
        assertThat(page.body().length).isLessThan(200_000);
        assertThat(page.headers().allValues("Vary").toString()).contains("Accept-Encoding");

        HttpResponse<byte[]> all = get("/api/v1/flows", "application/x-ndjson", encoding);
        assertThat(text(all).lines()).hasSize(3000);
        assertThat(text(get("/metrics", "*/*", encoding))).contains("ringflow_flows_active");
        HttpResponse<byte[]> wrong = get("/api/v1/flows?limit=x", "*/*", encoding);
        assertThat(wrong.statusCode()).isEqualTo(400);
        String problem =
                isCompressed(wrong)
                        ? text(wrong)
                        : new String(wrong.body(), StandardCharsets.UTF_8);
        assertThat(json(problem).get("parameter").asText()).isEqualTo("limit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"identity", "br", "gzip;q=0", "gzip;q=0.0", "gzipped"})
    void doesNotCompressForOtherClients(String encoding) throws Exception {
        HttpResponse<byte[]> page = get("/api/v1/flows?limit=2", "*/*", encoding);
        assertThat(isCompressed(page)).isFalse();
        assertThat(json(new String(page.body(), StandardCharsets.UTF_8)).get("flows")).hasSize(2);
    }

    private HttpResponse<byte[]> getAgain(String path, String validator, String encoding)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                            .header("If-None-Match", validator)
                            .header("Accept-Encoding", encoding)
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openapi", "/"})
    void answers304IfClientHasTheSameContent(String path) throws Exception {
        for (String encoding : new String[] {"gzip", "identity"}) {
            HttpResponse<byte[]> first = get(path, "*/*", encoding);
            assertThat(isCompressed(first)).isEqualTo(encoding.equals("gzip"));
            assertThat(first.headers().firstValue("Cache-Control")).hasValue("no-cache");
            String validator = first.headers().firstValue("ETag").orElseThrow();
            for (String known :
                    new String[] {
                        validator, validator.substring(2), "\"other\", " + validator, "*"
                    }) {
                HttpResponse<byte[]> again = getAgain(path, known, encoding);
                assertThat(again.statusCode()).as(known).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(again.headers().firstValue("ETag")).hasValue(validator);
            }
            assertThat(getAgain(path, "\"other\"", encoding).body()).isEqualTo(first.body());
        }
    }

    @Test
    void givesEachFormatOfTheDocumentItsOwnValidator() throws Exception {
        String json = text(get("/openapi", "application/json", "gzip"));
        String yaml = text(get("/openapi", "application/yaml", "gzip"));
        assertThat(json(json).get("openapi").asText()).startsWith("3.1");
        assertThat(yaml).startsWith("openapi: ");
        assertThat(get("/openapi", "application/json", "gzip").headers().firstValue("ETag"))
                .isNotEqualTo(
                        get("/openapi", "application/yaml", "gzip").headers().firstValue("ETag"));
    }

    @Test
    void doesNotCompressShortAnswers() throws Exception {
        assertThat(isCompressed(get("/health", "*/*", "gzip"))).isFalse();
    }
}
