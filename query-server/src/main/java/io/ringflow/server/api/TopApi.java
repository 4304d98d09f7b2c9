package io.ringflow.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.TopAnswer;
import io.ringflow.model.state.query.Resolution;
import io.ringflow.model.state.query.TopQuery;
import io.ringflow.server.api.answer.AnswerCoverage;
import io.ringflow.server.api.answer.AnswerCoverage.Subject;
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
import java.util.stream.Stream;

/** {@code GET /api/v1/top}: the keys with most traffic. Thread-safe. */
public final class TopApi {

    /** Memory of a list of the maximum length as lines. */
    private static final long CSV_BYTES = 512 * 1024;

    /** Memory of an earlier list. */
    private static final long EARLIER_BYTES = 8 * 1024 * 1024;

    private final FlowState state;
    private final WatermarkClock eventTime;
    private final AnswerMemory memory;
    private final CsvText csv;
    private final JsonCoalescer top;

    /**
     * Serves the top lists of a state, which remains owned by the caller.
     *
     * @param clock the time until the state has a watermark
     * @param csv how text becomes a cell of CSV
     */
    public TopApi(FlowState state, InstantSource clock, AnswerMemory memory, CsvText csv) {
        this.state = state;
        this.eventTime = new WatermarkClock(state, clock);
        this.memory = memory;
        this.csv = csv;
        this.top = new JsonCoalescer(memory, this::top);
    }

    /** Answers one request. */
    public void get(ServerRequest request, ServerResponse response) {
        if (TableFormat.prefersCsv(request, response)) {
            String rawQuery = request.query().rawValue();
            TopQuery query = TopRequest.parse(rawQuery, eventTime);
            Optional<Duration> compared = TopRequest.compared(rawQuery);
            long bytes = CSV_BYTES + (compared.isPresent() ? EARLIER_BYTES : 0);
            memory.use(bytes, () -> sendCsv(query, compared, response));
        } else {
            top.handle(request, response);
        }
    }

    private void sendCsv(TopQuery query, Optional<Duration> compared, ServerResponse response) {
        TopAnswer answer = state.top(query);
        EarlierTop before = before(query, answer, compared);
        TableFormat.sendCsv(
                response,
                TopCsv.records(query, answer, before, csv),
                answer.coverage(),
                coverage(state, query, answer).withBefore(before.coverage()));
    }

    private EarlierTop before(TopQuery query, TopAnswer answer, Optional<Duration> compared) {
        return compared.map(earlier -> EarlierTop.of(state, query, answer, earlier))
                .orElse(EarlierTop.NONE);
    }

    private void top(String rawQuery, JsonGenerator json, AnswerMemory.Share share)
            throws IOException {
        TopQuery query = TopRequest.parse(rawQuery, eventTime);
        Optional<Duration> compared = TopRequest.compared(rawQuery);
        if (compared.isPresent()) {
            share.require(EARLIER_BYTES);
        }
        TopAnswer answer = state.top(query);
        EarlierTop before = before(query, answer, compared);
        AnswerCoverage covered = coverage(state, query, answer).withBefore(before.coverage());
        write(answer, before, covered, json);
    }

    /** What an answer covers: whole flows, or the windows from which the list was summed up. */
    public static AnswerCoverage coverage(FlowState state, TopQuery query, TopAnswer answer) {
        long watermark = answer.coverage().watermarkNanos();
        OptionalLong since =
                query.window().isPresent() && watermark != Long.MIN_VALUE
                        ? OptionalLong.of(watermark - query.window().get().toNanos())
                        : AnswerCoverage.asked(query.filter());
        Subject subject =
                answer.basis() == TopAnswer.Basis.FLOWS
                        ? (query.window().isPresent()
                                ? Subject.RECORDED_FLOWS
                                : Subject.flows(query.filter()))
                        : known -> known.windowsNanos(oldestWindows(query));
        return AnswerCoverage.of(state, answer.coverage(), subject, since);
    }

    /** The windows that are kept as long as the query looks back. */
    private static Resolution oldestWindows(TopQuery query) {
        return Stream.of(Resolution.values())
                .filter(windows -> query.window().orElseThrow().compareTo(windows.kept()) <= 0)
                .findFirst()
                .orElse(Resolution.HOUR);
    }

    /** Writes an answer as one object. */
    public static void write(TopAnswer answer, AnswerCoverage covered, JsonGenerator json)
            throws IOException {
        write(answer, EarlierTop.NONE, covered, json);
    }

    private static void write(
            TopAnswer answer, EarlierTop before, AnswerCoverage covered, JsonGenerator json)
            throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("top");
        for (TopAnswer.Entry entry : answer.top()) {
            json.writeStartObject();
            key(entry.key(), json);
            counts(entry, json);
            compared(entry, before, json);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeObjectFieldStart("other");
        counts(answer.other(), json);
        json.writeEndObject();
        json.writeStringField("basis", answer.basis().text());
        JsonValues.coverage(answer.coverage(), json);
        covered.write(json);
        json.writeEndObject();
    }

    private static void compared(TopAnswer.Entry entry, EarlierTop before, JsonGenerator json)
            throws IOException {
        Optional<TopAnswer.Entry> earlier = before.entry(entry.key());
        if (earlier.isPresent()) {
            json.writeObjectFieldStart("before");
            counts(earlier.get(), json);
            json.writeEndObject();
        }
        OptionalDouble change = before.change(entry);
        if (change.isPresent()) {
            JsonValues.share("change", change.getAsDouble(), json);
        }
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
