package io.ringflow.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.ListAnswer;
import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.SeriesAnswer;
import io.ringflow.model.state.query.SeriesQuery;
import io.ringflow.model.text.TimeText;
import io.ringflow.server.api.answer.AnswerCoverage;
import io.ringflow.server.api.answer.JsonCoalescer;
import io.ringflow.server.api.answer.JsonValues;
import io.ringflow.server.api.answer.TableFormat;
import io.ringflow.server.api.request.WatermarkClock;
import io.ringflow.server.budget.AnswerMemory;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** {@code GET /api/v1/timeseries}: traffic over time, and the gaps in it. Thread-safe. */
public final class SeriesApi {

    /** Memory for a few series of a day's minutes, and the data they are made from. */
    private static final long SERIES_BYTES = 4 * 1024 * 1024;

    /** Memory of a row of CSV: its text, alone and as a part of the whole. */
    private static final long CSV_ROW_BYTES = 300;

    private final FlowState state;
    private final WatermarkClock eventTime;
    private final AnswerMemory memory;
    private final CsvText csv;
    private final JsonCoalescer series;

    /**
     * Serves the time series of a state, which remains owned by the caller.
     *
     * @param clock the time until the state has a watermark
     * @param csv how text becomes a cell of CSV
     */
    public SeriesApi(FlowState state, InstantSource clock, AnswerMemory memory, CsvText csv) {
        this.memory = memory;
        this.csv = csv;
        this.series = new JsonCoalescer(memory, this::series);
        this.state = state;
        this.eventTime = new WatermarkClock(state, clock);
    }

    /** Answers one request. */
    public void get(ServerRequest request, ServerResponse response) {
        if (TableFormat.prefersCsv(request, response)) {
            String rawQuery = request.query().rawValue();
            SeriesQuery query = SeriesRequest.parse(rawQuery, eventTime);
            Optional<Duration> compared = SeriesRequest.compared(rawQuery);
            long bytes = csvBytes(query) + (compared.isPresent() ? SERIES_BYTES : 0);
            memory.use(bytes, () -> sendCsv(query, compared, response));
        } else {
            series.handle(request, response);
        }
    }

    private static long csvBytes(SeriesQuery query) {
        long series = query.keys().isEmpty() ? query.limit() : query.keys().size();
        long points = query.range().nanos() / query.step().stepNanos() + 2;
        return SERIES_BYTES + CSV_ROW_BYTES * (series + 1) * points;
    }

    private void sendCsv(SeriesQuery query, Optional<Duration> compared, ServerResponse response) {
        SeriesAnswer answer = state.series(query);
        EarlierSeries before = before(query, answer, compared);
        TableFormat.sendCsv(
                response,
                SeriesCsv.records(query, answer, before, csv),
                answer.coverage(),
                coverage(query, answer).withBefore(before.coverage()));
    }

    private EarlierSeries before(
            SeriesQuery query, SeriesAnswer answer, Optional<Duration> compared) {
        return compared.map(earlier -> EarlierSeries.of(state, query, answer, earlier))
                .orElse(EarlierSeries.NONE);
    }

    private AnswerCoverage coverage(SeriesQuery query, SeriesAnswer answer) {
        return AnswerCoverage.of(
                        state,
                        answer.coverage(),
                        known -> known.seriesNanos(query),
                        OptionalLong.of(query.fromNanos()))
                .withEstimated(answer.estimated());
    }

    private void series(String rawQuery, JsonGenerator json, AnswerMemory.Share memory)
            throws IOException {
        SeriesQuery query = SeriesRequest.parse(rawQuery, eventTime);
        Optional<Duration> compared = SeriesRequest.compared(rawQuery);
        memory.require(compared.isPresent() ? 2 * SERIES_BYTES : SERIES_BYTES);
        SeriesAnswer answer = state.series(query);
        ListAnswer<CaptureGap> known = state.gaps();
        List<CaptureGap> gaps =
                known.stream()
                        .filter(gap -> gap.startNanos() < query.toNanos())
                        .filter(gap -> gap.endNanos() > answer.fromNanos())
                        .toList();
        EarlierSeries before = before(query, answer, compared);
        AnswerCoverage covered = coverage(query, answer).withBefore(before.coverage());
        write(answer.withMissing(known.missing()), before, gaps, covered, json);
    }

    private static void write(
            SeriesAnswer answer,
            EarlierSeries before,
            List<CaptureGap> gaps,
            AnswerCoverage covered,
            JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeStringField("step", SeriesRequest.text(answer.step()));
        json.writeStringField("from", TimeText.of(answer.fromNanos()));
        times(answer, json);
        json.writeArrayFieldStart("series");
        for (SeriesAnswer.Series series : answer.series()) {
            json.writeStartObject();
            json.writeStringField("key", series.key());
            points("points", series.points(), json);
            compared(series, before, json);
            json.writeEndObject();
        }
        json.writeEndArray();
        points("other", answer.other(), json);
        if (before.other().isPresent()) {
            points("otherBefore", before.other().get(), json);
        }
        json.writeArrayFieldStart("gaps");
        for (CaptureGap gap : gaps) {
            GapsApi.write(gap, json);
        }
        json.writeEndArray();
        JsonValues.coverage(answer.coverage(), json);
        covered.write(json);
        json.writeEndObject();
    }

    private static void compared(
            SeriesAnswer.Series series, EarlierSeries before, JsonGenerator json)
            throws IOException {
        Optional<List<Long>> earlier = before.points(series.key());
        if (earlier.isPresent()) {
            points("before", earlier.get(), json);
        }
        OptionalDouble change = before.change(series);
        if (change.isPresent()) {
            JsonValues.share("change", change.getAsDouble(), json);
        }
    }

    /** Writes the start of each point. */
    private static void times(SeriesAnswer answer, JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("times");
        for (int i = 0; i < answer.other().size(); i++) {
            json.writeString(TimeText.of(answer.fromNanos() + i * answer.step().stepNanos()));
        }
        json.writeEndArray();
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
