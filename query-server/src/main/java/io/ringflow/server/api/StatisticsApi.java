package io.ringflow.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.ringflow.model.EndReason;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.model.state.answer.Percentiles;
import io.ringflow.server.api.answer.AnswerCoverage;
import io.ringflow.server.api.answer.AnswerCoverage.Subject;
import io.ringflow.server.api.answer.JsonCoalescer;
import io.ringflow.server.api.answer.JsonValues;
import io.ringflow.server.api.request.QueryParameters;
import io.ringflow.server.budget.AnswerMemory;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * {@code GET /api/v1/statistics}: totals since the job started, current rates, and the distribution
 * of sizes and durations in the last minute. Thread-safe.
 */
public final class StatisticsApi {

    private final JsonCoalescer statistics;

    /** Serves the statistics of a state, which remains owned by the caller. */
    public StatisticsApi(FlowState state, AnswerMemory memory) {
        statistics = new JsonCoalescer(memory, (query, json, share) -> write(state, json));
    }

    /** Answers one request. */
    public void get(ServerRequest request, ServerResponse response) {
        QueryParameters.none(request);
        statistics.handle(request, response);
    }

    private static void write(FlowState state, JsonGenerator json) throws IOException {
        FlowStatistics statistics = state.statistics();
        json.writeStartObject();
        json.writeNumberField("packets", statistics.packets());
        json.writeNumberField("bytes", statistics.bytes());
        json.writeNumberField("flows", statistics.flows());
        json.writeNumberField("activeFlows", statistics.activeFlows());
        json.writeNumberField("retainedFlows", statistics.retainedFlows());
        endedFlows(statistics.endedFlows(), json);
        json.writeNumberField("latePackets", statistics.latePackets());
        JsonValues.decimal("packetsPerSecond", statistics.packetsPerSecond(), json);
        JsonValues.decimal("bitsPerSecond", statistics.bitsPerSecond(), json);
        JsonValues.decimal("newFlowsPerSecond", statistics.newFlowsPerSecond(), json);
        json.writeObjectFieldStart("percentiles");
        percentiles("packetBytes", statistics.packetBytes(), json);
        percentiles("flowBytes", statistics.flowBytes(), json);
        percentiles("flowDurationMs", statistics.flowDurationMs(), json);
        json.writeEndObject();
        JsonValues.coverage(statistics.coverage(), json);
        coverage(state, statistics).write(json);
        json.writeEndObject();
    }

    /** What the totals cover: everything since the job started. */
    public static AnswerCoverage coverage(FlowState state, FlowStatistics statistics) {
        return AnswerCoverage.of(
                state, statistics.coverage(), Subject.SINCE_START, OptionalLong.empty());
    }

    private static void percentiles(String name, Percentiles values, JsonGenerator json)
            throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", values.count());
        JsonValues.decimal("p50", values.p50(), json);
        JsonValues.decimal("p90", values.p90(), json);
        JsonValues.decimal("p95", values.p95(), json);
        JsonValues.decimal("p99", values.p99(), json);
        JsonValues.decimal("max", values.max(), json);
        json.writeEndObject();
    }

    private static void endedFlows(List<Long> counts, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("endedFlows");
        for (int reason = 1; reason < counts.size(); reason++) {
            json.writeNumberField(EndReason.of(reason).text(), counts.get(reason));
        }
        json.writeEndObject();
    }
}
