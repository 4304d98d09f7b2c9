package io.ringflow.server.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.format.PrintableJson;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes the bodies of answers. */
public final class ResponseBody {

    private static final JsonFactory JSON = PrintableJson.factory();

    private static final int FIRST_BYTES = 8 * 1024;

    private static final Header JSON_TYPE =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

    private ResponseBody() {}

    /** Writes a document. */
    @FunctionalInterface
    public interface Content {

        /** Writes one value; does not close the target. */
        void write(JsonGenerator target) throws IOException;
    }

    /** Answers with one JSON document. */
    public static void json(ServerResponse response, Content content) {
        json(response, json(content));
    }

    /** Answers with a JSON document that is there already. */
    static void json(ServerResponse response, byte[] document) {
        response.header(JSON_TYPE).send(document);
    }

    /** A JSON document. */
    static byte[] json(Content content) {
        ByteArrayBuilder document = new ByteArrayBuilder(FIRST_BYTES);
        try (JsonGenerator json = JSON.createGenerator(document)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("memory takes every byte", e);
        }
        return document.toByteArray();
    }
}
