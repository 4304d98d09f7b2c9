package io.ringflow.server.stream.topic;

import com.fasterxml.jackson.core.JsonGenerator;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.server.api.StatisticsApi;
import io.ringflow.server.api.answer.JsonValues;
import java.io.IOException;
import java.time.Duration;

/**
 * Sends totals at every interval, the first immediately. Rates refer to the event time that passed
 * since the previous message, or to the newest complete bucket if there is no comparable message.
 */
final class TotalsSource implements Broadcast.Source {

    private static final int BITS = 8;
    private static final double NANOS = 1e9;

    private final FlowState state;
    private final Duration interval;

    /** The statistics to compare with; null for none. */
    private FlowStatistics before;

    /** The newest rates; kept while event time stands still. */
    private Rates rates;

    private record Rates(double packets, double bits, double newFlows) {}

    TotalsSource(FlowState state, Duration interval) {
        this.state = state;
        this.interval = interval;
    }

    @Override
    public void next(Broadcast broadcast) throws InterruptedException {
        FlowStatistics now = state.statistics();
        if (before == null || !comparable(now)) {
            rates = new Rates(now.packetsPerSecond(), now.bitsPerSecond(), now.newFlowsPerSecond());
            before = now;
        } else if (nanos(now) > nanos(before)) {
            rates = since(now);
            before = now;
        }
        String tail = ServerMessage.tail(json -> write(now, json));
        broadcast.sendNewest(new SharedUpdate(tail, 1));
        Thread.sleep(interval);
    }

    /** Whether both statistics cover the whole job, and it did not restart between them. */
    private boolean comparable(FlowStatistics now) {
        return before.coverage().complete()
                && now.coverage().complete()
                && nanos(before) != Long.MIN_VALUE
                && nanos(now) >= nanos(before)
                && now.packets() >= before.packets()
                && now.bytes() >= before.bytes()
                && now.flows() >= before.flows();
    }

    private static long nanos(FlowStatistics statistics) {
        return statistics.coverage().watermarkNanos();
    }

    private Rates since(FlowStatistics now) {
        double seconds = (nanos(now) - nanos(before)) / NANOS;
        return new Rates(
                (now.packets() - before.packets()) / seconds,
                BITS * (now.bytes() - before.bytes()) / seconds,
                (now.flows() - before.flows()) / seconds);
    }

    private void write(FlowStatistics now, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeNumberField("packets", now.packets());
        json.writeNumberField("bytes", now.bytes());
        json.writeNumberField("flows", now.flows());
        json.writeNumberField("activeFlows", now.activeFlows());
        json.writeNumberField("retainedFlows", now.retainedFlows());
        json.writeNumberField("latePackets", now.latePackets());
        JsonValues.decimal("packetsPerSecond", rates.packets(), json);
        JsonValues.decimal("bitsPerSecond", rates.bits(), json);
        JsonValues.decimal("newFlowsPerSecond", rates.newFlows(), json);
        JsonValues.coverage(now.coverage(), json);
        StatisticsApi.coverage(state, now).write(json);
        json.writeEndObject();
    }

    @Override
    public void close() {
        before = null;
    }
}
