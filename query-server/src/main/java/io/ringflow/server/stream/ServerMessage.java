package io.ringflow.server.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ringflow.model.format.PrintableJson;
import io.ringflow.server.api.ResponseBody.Content;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The JSON texts of what the server sends. */
final class ServerMessage {

    private static final JsonFactory JSON = PrintableJson.factory();

    private ServerMessage() {}

    /** A message of which nothing but the subscription is to be told. */
    static String about(String type, String id) {
        return text(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("type", type);
                    json.writeStringField("id", id);
                    json.writeEndObject();
                });
    }

    /** The begin of a message, up to the comma before the members that all subscribers share. */
    static String head(String type, String id) {
        String object = about(type, id);
        return object.substring(0, object.length() - 1) + ',';
    }

    /** The rest of a message behind its head: an object's text without the opening brace. */
    static String tail(Content object) {
        return text(object).substring(1);
    }

    /** The answer to a ping, with its id where it has one. */
    static String pong(Optional<String> id) {
        return id.map(each -> about("pong", each)).orElse("{\"type\":\"pong\"}");
    }

    static String gap(String id, long missed) {
        return head("gap", id) + "\"missed\":" + missed + '}';
    }

    /**
     * A mistake, or that there are no updates at present.
     *
     * @param id the subscription that it is about; null for none
     */
    static String error(StreamException error, String id) {
        return text(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("type", "error");
                    if (id != null) {
                        json.writeStringField("id", id);
                    }
                    json.writeStringField("code", error.code().text());
                    json.writeStringField("message", error.getMessage());
                    if (error.position().isPresent()) {
                        json.writeNumberField("position", error.position().getAsInt());
                    }
                    json.writeEndObject();
                });
    }

    private static String text(Content content) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            content.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return text.toString();
    }
}
