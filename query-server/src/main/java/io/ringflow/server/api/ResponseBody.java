package io.ringflow.server.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Streams the body of an answer: what is written goes to the client in chunks, so a body's size
 * does not matter. A client that goes away in the middle ends the connection and nothing else.
 */
public final class ResponseBody {

    private static final JsonFactory JSON =
            JsonFactory.builder()
                    .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                    .disable(StreamWriteFeature.FLUSH_PASSED_TO_STREAM)
                    .build();

    private static final Header JSON_TYPE =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

    private ResponseBody() {}

    /** Writes a body; called once, by the request's thread. */
    @FunctionalInterface
    public interface Content<T> {

        /** Writes everything; does not close the target. */
        void write(T target) throws IOException;
    }

    /** Answers with one JSON document. Look values up before: once sent, no error can be told. */
    public static void json(ServerResponse response, Content<JsonGenerator> content) {
        response.header(JSON_TYPE);
        bytes(
                response,
                out -> {
                    try (JsonGenerator json = JSON.createGenerator(out)) {
                        content.write(json);
                    }
                });
    }

    /** Answers with bytes; the caller has set the content type. */
    static void bytes(ServerResponse response, Content<OutputStream> content) {
        try (OutputStream out = response.outputStream()) {
            content.write(out);
        } catch (IOException | UncheckedIOException e) {
            throw new CloseConnectionException("the client went away", e);
        }
    }
}
