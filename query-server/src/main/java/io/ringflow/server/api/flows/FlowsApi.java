package io.ringflow.server.api.flows;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowId;
import io.ringflow.model.format.CsvText;
import io.ringflow.model.format.JsonFields;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.FlowPage;
import io.ringflow.model.state.query.FlowQuery;
import io.ringflow.server.api.answer.AnswerCoverage;
import io.ringflow.server.api.answer.JsonCoalescer;
import io.ringflow.server.api.answer.JsonValues;
import io.ringflow.server.api.answer.ResponseBody;
import io.ringflow.server.api.request.QueryParameters;
import io.ringflow.server.api.request.WatermarkClock;
import io.ringflow.server.budget.AnswerMemory;
import io.ringflow.server.problem.Problem;
import io.ringflow.server.problem.ProblemException;
import java.io.IOException;
import java.time.InstantSource;

/** Serves lists of flows and single flows. Called by the requests' threads. */
public final class FlowsApi {

    /** Memory per flow of a page: the object, and its text in growing buffers. */
    private static final long FLOW_BYTES = 3 * 1024;

    /** Memory of a stream: its buffers, and the rows of the current shard. */
    private static final long STREAM_BYTES = 2 * 1024 * 1024;

    private final FlowState state;
    private final WatermarkClock eventTime;
    private final AnswerMemory memory;
    private final CsvText csv;
    private final JsonCoalescer page;

    /**
     * Serves the flows of a state, which remains owned by the caller.
     *
     * @param clock the time until the state has a watermark
     * @param csv how text becomes a cell of CSV
     */
    public FlowsApi(FlowState state, InstantSource clock, AnswerMemory memory, CsvText csv) {
        this.state = state;
        this.eventTime = new WatermarkClock(state, clock);
        this.memory = memory;
        this.csv = csv;
        this.page = new JsonCoalescer(memory, this::page);
    }

    /**
     * {@code GET /api/v1/flows}: the flows that a filter selects, in the format that the client
     * accepts. JSON is one page; other formats stream all flows unless a limit or cursor is given.
     */
    public void list(ServerRequest request, ServerResponse response) {
        FlowsFormat format = FlowsFormat.accepted(request.headers());
        response.headers().add(HeaderNames.VARY, "Accept");
        if (format == FlowsFormat.JSON) {
            page.handle(request, response);
            return;
        }
        FlowsRequest flows = FlowsRequest.parse(request.query().rawValue(), eventTime);
        if (flows.onePage()) {
            memory.use(bytes(flows.query()), () -> sendPage(format, flows, response));
            return;
        }
        if (flows.sorted()) {
            throw QueryParameters.wrong(
                    "sort",
                    "needs a limit: without one all matches are streamed, in no order; give a"
                            + " limit of 1 to "
                            + FlowQuery.MAX_LIMIT
                            + ", or leave sort out");
        }
        response.header(HeaderNames.CONTENT_TYPE, format.contentType());
        if (request.prologue().method().equals(Method.HEAD)) {
            response.send();
            return;
        }
        memory.use(
                STREAM_BYTES,
                () ->
                        new FlowStream(response, () -> format.writer(flows.fields(), csv))
                                .send(state, flows));
    }

    private void sendPage(FlowsFormat format, FlowsRequest flows, ServerResponse response) {
        FlowPage page = state.flows(flows.query());
        format.send(response, flows, csv, page, flows.coverage(state, page.coverage()));
    }

    private static long bytes(FlowQuery query) {
        return query.limit() * FLOW_BYTES;
    }

    private void page(String rawQuery, JsonGenerator json, AnswerMemory.Share share)
            throws IOException {
        FlowsRequest request = FlowsRequest.parse(rawQuery, eventTime);
        share.require(bytes(request.query()));
        FlowPage found = state.flows(request.query());
        JsonFields flows = new JsonFields();
        json.writeStartObject();
        json.writeArrayFieldStart("flows");
        for (Flow flow : found.flows()) {
            flows.write(flow, request.fields(), json);
        }
        json.writeEndArray();
        json.writeNumberField("total", found.total());
        JsonValues.coverage(found.coverage(), json);
        request.coverage(state, found.coverage()).write(json);
        if (!found.cursor().isEmpty()) {
            json.writeStringField("cursor", request.start().text(found.cursor()));
        }
        json.writeEndObject();
    }

    /** {@code GET /api/v1/flows/{id}}: one flow, active or retained. */
    public void one(ServerRequest request, ServerResponse response) {
        QueryParameters.none(request);
        String text = request.path().pathParameters().get("id");
        Flow flow = state.flow(id(text)).orElseThrow(() -> unknown(text));
        AnswerCoverage job = AnswerCoverage.sinceStart(state);
        AnswerCoverage covered = job.withComplete(!flow.gap());
        ResponseBody.json(
                response,
                json -> {
                    json.writeStartObject();
                    json.writeRaw(new JsonFields().members(flow, FlowFields.ALL) + ',');
                    covered.write(json);
                    json.writeEndObject();
                });
    }

    private static FlowId id(String text) {
        try {
            return FlowId.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.of(
                            Status.BAD_REQUEST_400,
                            '"'
                                    + text
                                    + "\" is not a flow's id, which has "
                                    + FlowId.TEXT_LENGTH
                                    + " hexadecimal digits")
                    .exception();
        }
    }

    private static ProblemException unknown(String id) {
        return Problem.of(
                        Status.NOT_FOUND_404,
                        "no flow has the id " + id + ", or it ended too long ago")
                .exception();
    }
}
