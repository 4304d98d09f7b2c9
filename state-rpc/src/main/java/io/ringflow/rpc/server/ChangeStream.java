package io.ringflow.rpc.server;

import io.ringflow.model.Flow;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.rpc.wire.AnswerWire;
import io.ringflow.rpc.wire.v1.Wire;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Sends changed flows until the client leaves. Flows that it takes too slowly are counted. */
final class ChangeStream {

    /** Even with the longest labels, this many flows are well below the limit of a message. */
    private static final int MESSAGE_FLOWS = 1000;

    private static final Duration POLL = Duration.ofSeconds(1);

    /** A subscriber may pause as long as it likes, because its queue is bounded. */
    private static final Duration PATIENCE = Duration.ofDays(365);

    private ChangeStream() {}

    static void send(
            Wire.SubscribeRequest request, FlowState state, PacedStream<Wire.ChangedFlows> stream)
            throws InterruptedException {
        FlowFilter filter = FlowFilter.parse(request.getFilter());
        try (Subscription subscription = state.subscribe(filter)) {
            stream.send(Wire.ChangedFlows.getDefaultInstance(), PATIENCE);
            while (!Thread.currentThread().isInterrupted()) {
                Optional<ChangedFlows> changes = subscription.poll(POLL);
                if (changes.isPresent()) {
                    send(changes.get(), stream);
                }
            }
        }
    }

    private static void send(ChangedFlows changes, PacedStream<Wire.ChangedFlows> stream)
            throws InterruptedException {
        List<Flow> flows = changes.flows();
        long missed = changes.missed();
        int start = 0;
        do {
            int end = Math.min(flows.size(), start + MESSAGE_FLOWS);
            stream.send(
                    AnswerWire.of(
                            new ChangedFlows(
                                    changes.watermarkNanos(), flows.subList(start, end), missed)),
                    PATIENCE);
            missed = 0;
            start = end;
        } while (start < flows.size());
    }
}
