package io.ringflow.server.stream;

import io.ringflow.model.Flow;
import io.ringflow.model.format.JsonFields;
import io.ringflow.model.state.ChangedFlows;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.Subscription;
import io.ringflow.server.api.JsonValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Changed flows, gathered over an interval. Many are cut into messages of moderate size, so that a
 * client's queue does not take all or nothing of them.
 */
final class FlowsSource implements Broadcast.Source {

    /** Characters that a message of many flows has, about. */
    private static final int MESSAGE_SIZE = 64 * 1024;

    /** Before the size of a flow is known: so many with all fields have about that size. */
    private static final int FIRST_FLOWS = 64;

    /** Beyond so many flows an interval ends early. */
    private static final int MAX_GATHERED = 2048;

    private final FlowState state;
    private final Topic.Flows topic;
    private final JsonFields json = new JsonFields();

    /** Null while there is none. */
    private Subscription subscription;

    private final List<Flow> gathered = new ArrayList<>();
    private long watermarkNanos = Long.MIN_VALUE;

    /** Flows for a message, by what those of the last one took. */
    private int flowsOfMessage = FIRST_FLOWS;

    FlowsSource(FlowState state, Topic.Flows topic) {
        this.state = state;
        this.topic = topic;
    }

    @Override
    public void next(Broadcast to) throws InterruptedException {
        if (subscription == null) {
            subscription = state.subscribe(topic.filter());
        }
        gather(to, System.nanoTime() + topic.interval().toNanos());
        if (!gathered.isEmpty()) {
            to.send(messages());
            gathered.clear();
        }
    }

    private void gather(Broadcast to, long deadline) throws InterruptedException {
        long left = deadline - System.nanoTime();
        while (left > 0 && gathered.size() < MAX_GATHERED) {
            Optional<ChangedFlows> changes = subscription.poll(Duration.ofNanos(left));
            if (changes.isPresent()) {
                watermarkNanos = Math.max(watermarkNanos, changes.get().watermarkNanos());
                gathered.addAll(changes.get().flows());
                if (changes.get().missed() > 0) {
                    to.miss(changes.get().missed());
                }
            }
            left = deadline - System.nanoTime();
        }
    }

    private List<SharedUpdate> messages() {
        List<SharedUpdate> messages = new ArrayList<>();
        int from = 0;
        while (from < gathered.size()) {
            int to = Math.min(from + flowsOfMessage, gathered.size());
            SharedUpdate message = message(gathered.subList(from, to));
            messages.add(message);
            flowsOfMessage = Math.max(1, MESSAGE_SIZE * (to - from) / message.tail().length());
            from = to;
        }
        return messages;
    }

    private SharedUpdate message(List<Flow> flows) {
        String tail =
                ServerMessage.tail(
                        out -> {
                            out.writeStartObject();
                            JsonValues.watermark(watermarkNanos, out);
                            out.writeArrayFieldStart("flows");
                            for (Flow flow : flows) {
                                json.write(flow, topic.fields(), out);
                            }
                            out.writeEndArray();
                            out.writeEndObject();
                        });
        return new SharedUpdate(tail, flows.size());
    }

    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
            subscription = null;
            gathered.clear();
        }
    }
}
