package io.ringflow.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.ListAnswer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.text.TimeText;
import io.ringflow.server.api.answer.AnswerCoverage;
import io.ringflow.server.api.answer.JsonValues;
import io.ringflow.server.api.answer.ResponseBody;
import io.ringflow.server.api.request.QueryParameters;
import java.io.IOException;

/** {@code GET /api/v1/gaps}: the known capture losses, oldest first. Thread-safe. */
public final class GapsApi {

    private final FlowState state;

    /** Serves the gaps of a state, which remains owned by the caller. */
    public GapsApi(FlowState state) {
        this.state = state;
    }

    /** Answers one request. */
    public void get(ServerRequest request, ServerResponse response) {
        QueryParameters.none(request);
        ListAnswer<CaptureGap> gaps = state.gaps();
        // Losses make other answers incomplete, but not the list of them.
        AnswerCoverage covered =
                AnswerCoverage.sinceStart(state)
                        .withComplete(gaps.missing().isEmpty() && state.health().complete());
        ResponseBody.json(
                response,
                json -> {
                    json.writeStartObject();
                    json.writeArrayFieldStart("gaps");
                    for (CaptureGap gap : gaps) {
                        write(gap, json);
                    }
                    json.writeEndArray();
                    JsonValues.missing(gaps.missing(), json);
                    covered.write(json);
                    json.writeEndObject();
                });
    }

    /** Writes a gap; it has no end while the loss lasts. */
    static void write(CaptureGap gap, JsonGenerator json) throws IOException {
        json.writeStartObject();
        JsonValues.observer(gap.observer(), json);
        json.writeStringField("cause", gap.cause().text());
        json.writeStringField("start", TimeText.of(gap.startNanos()));
        if (gap.endNanos() != Long.MAX_VALUE) {
            json.writeStringField("end", TimeText.of(gap.endNanos()));
        }
        json.writeNumberField("drops", gap.drops());
        json.writeEndObject();
    }
}
