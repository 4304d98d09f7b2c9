package io.ringflow.server.api.answer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.format.PrintableJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/** Writes the bodies of answers. */
public final class ResponseBody {

    private static final JsonFactory JSON = PrintableJson.factory();

    private static final int FIRST_BYTES = 8 * 1024;

    /**
     * Less than the server's write buffer, because Helidon writes larger pieces from a wrong
     * offset.
     */
    private static final int PIECE_BYTES = 16 * 1024;

    private static final Header JSON_TYPE =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/json");

    private ResponseBody() {}

    /** Writes a document. */
    @FunctionalInterface
    public interface Content {

        /** Writes one value; must not close the target. */
        void write(JsonGenerator target) throws IOException;
    }

    /** Answers with one JSON document. */
    public static void json(ServerResponse response, Content content) {
        json(response, json(content));
    }

    /** Answers with a finished JSON document. */
    static void json(ServerResponse response, byte[] document) {
        response.header(JSON_TYPE);
        pieces(response, document);
    }

    /**
     * Sends a document whose type is set. Sends it in pieces, because a long one would otherwise be
     * copied and kept twice while the client reads.
     */
    static void pieces(ServerResponse response, byte[] document) {
        if (document.length <= PIECE_BYTES) {
            response.send(document);
            return;
        }
        if (!response.headers().contains(HeaderNames.CONTENT_ENCODING)) {
            response.headers().contentLength(document.length);
        }
        try (OutputStream out = response.outputStream()) {
            for (int at = 0; at < document.length; at += PIECE_BYTES) {
                out.write(document, at, Math.min(PIECE_BYTES, document.length - at));
            }
        } catch (IOException e) {
            throw new ServerConnectionException("The client is gone", e);
        }
    }

    /** A JSON document. */
    static byte[] json(Content content) {
        ByteArrayBuilder document = new ByteArrayBuilder(FIRST_BYTES);
        try (JsonGenerator json = JSON.createGenerator(document)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory can't fail", e);
        }
        return document.toByteArray();
    }
}
