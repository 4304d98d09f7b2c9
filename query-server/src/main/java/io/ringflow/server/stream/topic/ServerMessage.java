package io.ringflow.server.stream.topic;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ringflow.model.format.PrintableJson;
import io.ringflow.server.api.answer.ResponseBody.Content;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Builds the JSON text of the messages that the server sends. */
public final class ServerMessage {

    private static final JsonFactory JSON = PrintableJson.factory();

    private ServerMessage() {}

    /** A message that has only a type and the id of a subscription. */
    public static String about(String type, String id) {
        return text(
                json -> {
                    json.writeStartObject();
                    json.writeStringField("type", type);
                    json.writeStringField("id", id);
                    json.writeEndObject();
                });
    }

    /** The start of a message, up to the comma before the members that all subscribers share. */
    public static String head(String type, String id) {
        String object = about(type, id);
        return object.substring(0, object.length() - 1) + ',';
    }

    /** The rest of a message after its head: an object's text without the opening brace. */
    static String tail(Content object) {
        return text(object).substring(1);
    }

    /** The answer to a ping, with the ping's id if it has one. */
    public static String pong(Optional<String> id) {
        return id.map(ping -> about("pong", ping)).orElse("{\"type\":\"pong\"}");
    }

    /** Reports how many updates of a subscription were missed. */
    public static String gap(String id, long missed) {
        return head("gap", id) + "\"missed\":" + missed + '}';
    }

    /**
     * Reports a mistake, or that there are no updates at present.
     *
     * @param id the subscription that the error is about; null for none
     */
    public static String error(StreamException error, String id) {
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
            throw new UncheckedIOException("Writing to memory can't fail", e);
        }
        return text.toString();
    }
}
