package io.ringflow.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.text.TimeText;
import io.ringflow.server.api.answer.JsonCoalescer;
import io.ringflow.server.api.answer.JsonValues;
import io.ringflow.server.api.request.WatermarkClock;
import io.ringflow.server.budget.AnswerMemory;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/** {@code GET /api/v1/timeseries}: traffic over time, and the gaps in it. Thread-safe. */
public final class SeriesApi {

    /** Memory for a few series of a day's minutes, and the data they are made from. */
    private static final long SERIES_BYTES = 4 * 1024 * 1024;

    private final FlowState state;
    private final WatermarkClock eventTime;
    private final JsonCoalescer series;

    /**
     * Serves the time series of a state, which remains owned by the caller.
     *
     * @param clock the time until the state has a watermark
     */
    public SeriesApi(FlowState state, InstantSource clock, AnswerMemory memory) {
        this.series = new JsonCoalescer(memory, this::series);
        this.state = state;
        this.eventTime = new WatermarkClock(state, clock);
    }

    /** Answers one request. */
    public void get(ServerRequest request, ServerResponse response) {
        series.handle(request, response);
    }

    private void series(String rawQuery, JsonGenerator json, AnswerMemory.Share memory)
            throws IOException {
        SeriesQuery query = SeriesRequest.parse(rawQuery, eventTime);
        memory.require(SERIES_BYTES);
        SeriesAnswer answer = state.series(query);
        List<CaptureGap> gaps =
                state.gaps().stream()
                        .filter(gap -> gap.startNanos() < query.toNanos())
                        .filter(gap -> gap.endNanos() > answer.fromNanos())
                        .toList();
        write(answer, gaps, json);
    }

    private static void write(SeriesAnswer answer, List<CaptureGap> gaps, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("step", SeriesRequest.text(answer.step()));
        json.writeStringField("from", TimeText.of(answer.fromNanos()));
        json.writeArrayFieldStart("series");
        for (SeriesAnswer.Series series : answer.series()) {
            json.writeStartObject();
            json.writeStringField("key", series.key());
            points("points", series.points(), json);
            json.writeEndObject();
        }
        json.writeEndArray();
        points("other", answer.other(), json);
        json.writeArrayFieldStart("gaps");
        for (CaptureGap gap : gaps) {
            GapsApi.write(gap, json);
        }
        json.writeEndArray();
        JsonValues.coverage(answer.coverage(), json);
        json.writeEndObject();
    }

    private static void points(String name, List<Long> points, JsonGenerator json)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (Long point : points) {
            if (point == null) {
                json.writeNull();
            } else {
                json.writeNumber(point);
            }
        }
        json.writeEndArray();
    }
}
