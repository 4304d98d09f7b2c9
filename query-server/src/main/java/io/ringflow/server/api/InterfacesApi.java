package io.ringflow.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.ListAnswer;
import io.ringflow.model.state.answer.InterfaceStatus;
import io.ringflow.server.api.answer.AnswerCoverage;
import io.ringflow.server.api.answer.JsonValues;
import io.ringflow.server.api.answer.ResponseBody;
import io.ringflow.server.api.request.QueryParameters;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** {@code GET /api/v1/interfaces}: the captures of all hosts. Thread-safe. */
public final class InterfacesApi {

    private final FlowState state;

    /** Serves the interfaces of a state, which remains owned by the caller. */
    public InterfacesApi(FlowState state) {
        this.state = state;
    }

    /** Answers one request. */
    public void get(ServerRequest request, ServerResponse response) {
        QueryParameters.none(request);
        ListAnswer<InterfaceStatus> interfaces = state.interfaces();
        AnswerCoverage known = AnswerCoverage.sinceStart(state);
        AnswerCoverage covered = interfaces.missing().isEmpty() ? known : known.withComplete(false);
        ResponseBody.json(
                response,
                json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("interfaces");
                    for (InterfaceStatus status : interfaces) {
                        write(status, json);
                    }
                    json.writeEndArray();
                    JsonValues.missing(interfaces.missing(), json);
                    covered.write(json);
                    json.writeEndObject();
                });
    }

    private static void write(InterfaceStatus status, JsonGenerator json) throws IOException {
        json.writeStartObject();
        JsonValues.observer(status.observer(), json);
        json.writeStringField("state", status.state().text());
        json.writeNumberField("packets", status.packets());
        json.writeNumberField("bytes", status.bytes());
        JsonValues.decimal("packetsPerSecond", status.packetsPerSecond(), json);
        JsonValues.decimal("bitsPerSecond", status.bitsPerSecond(), json);
        json.writeNumberField("drops", status.drops());
        json.writeNumberField("freezes", status.freezes());
        counts("undecoded", status.undecoded(), json);
        counts("undecodedTypes", status.undecodedTypes(), json);
        counts("anomalies", status.anomalies(), json);
        JsonValues.decimal("ringFill", status.ringFill(), json);
        json.writeNumberField("gaps", status.gaps());
        if (status.clockSkewNanos() != InterfaceStatus.NO_SKEW) {
            JsonValues.decimal("clockSkewMs", status.clockSkewNanos() / 1e6, json);
        }
        json.writeEndObject();
    }

    private static void counts(String name, Map<String, Long> counts, JsonGenerator json)
            throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> count : new TreeMap<>(counts).entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
        }
        json.writeEndObject();
    }
}
