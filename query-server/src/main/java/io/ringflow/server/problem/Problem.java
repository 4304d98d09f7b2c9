package io.ringflow.server.problem;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.format.PrintableJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * An error as defined by RFC 9457. The type is always {@code about:blank}, so the title is the
 * phrase of the status; further members hold what programs need. Immutable.
 *
 * @param status the HTTP status
 * @param detail one sentence for people: what is wrong and what to do
 * @param members further members, numbers or texts, in order
 */
public record Problem(Status status, String detail, Map<String, Object> members) {

    /** The media type of a problem's JSON. */
    public static final Header CONTENT_TYPE =
            HeaderValues.createCached(HeaderNames.CONTENT_TYPE, "application/problem+json");

    private static final JsonFactory JSON = PrintableJson.factory();

    public Problem {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(detail, "detail");
        members = Collections.unmodifiableMap(new LinkedHashMap<>(members));
    }

    /** A problem without further members. */
    public static Problem of(Status status, String detail) {
        return new Problem(status, detail, Map.of());
    }

    /** The same problem with another member. */
    public Problem with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(members);
        more.put(name, value);
        return new Problem(status, detail, more);
    }

    /** An exception that passes this problem to the error handlers. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    /** Sends this problem as the answer; nothing may have been sent before. */
    public void send(ServerResponse response) {
        response.status(status).header(CONTENT_TYPE);
        response.send(json());
    }

    /** This problem's JSON, UTF-8. */
    public byte[] json() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("type", "about:blank");
            json.writeStringField("title", status.reasonPhrase());
            json.writeNumberField("status", status.code());
            json.writeStringField("detail", detail);
            for (Map.Entry<String, Object> member : members.entrySet()) {
                json.writeObjectField(member.getKey(), member.getValue());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory can't fail", e);
        }
        return out.toByteArray();
    }
}
