package io.ringflow.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.server.api.answer.JsonCoalescer;
import io.ringflow.server.api.answer.JsonValues;
import io.ringflow.server.api.request.WatermarkClock;
import io.ringflow.server.budget.AnswerMemory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** {@code GET /api/v1/top}: the keys with most traffic. Thread-safe. */
public final class TopApi {

    private final JsonCoalescer top;

    /**
     * Serves the top lists of a state, which remains owned by the caller.
     *
     * @param clock the time until the state has a watermark
     */
    public TopApi(FlowState state, InstantSource clock, AnswerMemory memory) {
        WatermarkClock eventTime = new WatermarkClock(state, clock);
        top =
                new JsonCoalescer(
                        memory,
                        (query, json, share) ->
                                write(state.top(TopRequest.parse(query, eventTime)), json));
    }

    /** Answers one request. */
    public void get(ServerRequest request, ServerResponse response) {
        top.handle(request, response);
    }

    /** Writes an answer as one object. */
    public static void write(TopAnswer answer, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("top");
        for (TopAnswer.Entry entry : answer.top()) {
            json.writeStartObject();
            key(entry.key(), json);
            counts(entry, json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("other");
        counts(answer.other(), json);
        json.writeEndObject();
        json.writeStringField("basis", answer.basis().text());
        JsonValues.coverage(answer.coverage(), json);
        json.writeEndObject();
    }

    /** Writes a key of one field as a text, and a key of several fields as an array of texts. */
    private static void key(List<String> key, JsonGenerator json) throws IOException {
        if (key.size() == 1) {
            json.writeStringField("key", key.getFirst());
            return;
        }
        json.writeArrayFieldStart("key");
        for (String part : key) {
            json.writeString(part);
        }
        json.writeEndArray();
    }

    private static void counts(TopAnswer.Entry entry, JsonGenerator json) throws IOException {
        json.writeNumberField("bytes", entry.bytes());
        json.writeNumberField("packets", entry.packets());
        json.writeNumberField("flows", entry.flows());
        JsonValues.share("share", entry.share(), json);
    }
}
