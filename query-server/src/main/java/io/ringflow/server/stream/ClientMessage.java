package io.ringflow.server.stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.ringflow.server.stream.topic.StreamException;
import io.ringflow.server.stream.topic.StreamException.Code;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * A message from a client: one JSON object whose values are strings, numbers or lists of strings.
 * Immutable.
 *
 * @param type the command, such as {@code subscribe}
 * @param id the subscription that the message is about
 * @param parameters all other members that have a value, in the form of REST parameters: lists are
 *     joined with commas
 */
record ClientMessage(Optional<String> type, Optional<String> id, Map<String, String> parameters) {

    private static final int MAX_ID_LENGTH = 64;

    private static final JsonFactory JSON =
            JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

    ClientMessage {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /**
     * Parses one message.
     *
     * @throws StreamException if it is not such an object
     */
    static ClientMessage parse(String text) {
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw wrong("a message must be a JSON object");
            }
            Map<String, String> members = members(json);
            if (json.nextToken() != null) {
                throw new StreamException(
                        Code.BAD_JSON, "there is more text after the message's closing brace");
            }
            Optional<String> type = Optional.ofNullable(members.remove("type"));
            return new ClientMessage(type, Optional.ofNullable(members.remove("id")), members);
        } catch (JsonProcessingException e) {
            throw new StreamException(
                    Code.BAD_JSON, "the message is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException("Reading from memory can't fail", e);
        }
    }

    private static Map<String, String> members(JsonParser json) throws IOException {
        Map<String, String> members = new LinkedHashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            String value = value(name, json.nextToken(), json);
            if (!value.isEmpty()) {
                members.put(name, value);
            }
        }
        return members;
    }

    private static String value(String name, JsonToken token, JsonParser json) throws IOException {
        boolean stringOnly = name.equals("id") || name.equals("type");
        if (stringOnly && token != JsonToken.VALUE_STRING) {
            throw wrong("the " + name + " must be a string");
        }
        if (name.equals("id") && json.getTextLength() > MAX_ID_LENGTH) {
            throw wrong("the id is longer than " + MAX_ID_LENGTH + " characters");
        }
        return switch (token) {
            case VALUE_NULL -> "";
            case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getText();
            case START_ARRAY -> list(name, json);
            default -> throw wrong(name + " must be a string, a number or a list of strings");
        };
    }

    private static String list(String name, JsonParser json) throws IOException {
        StringJoiner values = new StringJoiner(",");
        while (json.nextToken() != JsonToken.END_ARRAY) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                throw wrong("the list " + name + " must contain only strings");
            }
            values.add(json.getText());
        }
        return values.toString();
    }

    /**
     * The subscription that this message is about.
     *
     * @throws StreamException if the message has no id
     */
    String requiredId() {
        return id.orElseThrow(
                () -> wrong("the id is missing; it is a string that names the subscription"));
    }

    private static StreamException wrong(String message) {
        return new StreamException(Code.BAD_MESSAGE, message);
    }
}
