package io.ringflow.server.stream.topic;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;
import io.ringflow.model.FlowId;
import io.ringflow.model.format.JsonFields;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.Subscription;
import io.ringflow.model.state.answer.ChangedFlows;
import io.ringflow.server.api.answer.JsonValues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends the flows that changed within each interval, and the first change after an interval without
 * any at once. Of several updates of a flow, only the newest is sent. Many flows are split into
 * messages of moderate size, so that a client whose queue is nearly full does not miss all of them.
 */
final class FlowsSource implements Broadcast.Source {

    /** The approximate size of a message with many flows, in characters. */
    private static final int MESSAGE_SIZE = 64 * 1024;

    /** Flows of the first message: with all fields they have about {@link #MESSAGE_SIZE}. */
    private static final int FIRST_FLOWS = 64;

    /** An interval ends early when this many flows have changed. */
    private static final int MAX_GATHERED = 2048;

    /** How long to wait for what else the same change of event time brings, in nanoseconds. */
    private static final long TOGETHER_NANOS = 10_000_000L;

    private final FlowState state;
    private final Topic.Flows topic;
    private final JsonFields json = new JsonFields();

    /** Null until the first call, and after {@link #close}. */
    private Subscription subscription;

    /** What was gathered, oldest first. */
    private final Map<Change, Flow> gathered = new LinkedHashMap<>();

    private long watermarkNanos = Long.MIN_VALUE;

    /** How many flows the next message takes, estimated from the size of the last one. */
    private int flowsOfMessage = FIRST_FLOWS;

    /** Value of {@link System#nanoTime} from which on changes are sent. */
    private long dueNanos = System.nanoTime();

    /** What happened to a flow. */
    private record Change(FlowId id, FlowEvent event) {}

    FlowsSource(FlowState state, Topic.Flows topic) {
        this.state = state;
        this.topic = topic;
    }

    @Override
    public void next(Broadcast broadcast) throws InterruptedException {
        if (subscription == null) {
            subscription = state.subscribe(topic.filter());
        }
        Optional<ChangedFlows> first = subscription.poll(topic.interval());
        if (first.isPresent()) {
            add(first.get(), broadcast);
            long together = System.nanoTime() + TOGETHER_NANOS;
            gather(broadcast, dueNanos - together > 0 ? dueNanos : together);
            if (!gathered.isEmpty()) {
                broadcast.send(messages());
                gathered.clear();
            }
            dueNanos = System.nanoTime() + topic.interval().toNanos();
        }
    }

    private void gather(Broadcast broadcast, long deadline) throws InterruptedException {
        long left = deadline - System.nanoTime();
        while (left > 0 && gathered.size() < MAX_GATHERED) {
            Optional<ChangedFlows> changes = subscription.poll(Duration.ofNanos(left));
            if (changes.isPresent()) {
                add(changes.get(), broadcast);
            }
            left = deadline - System.nanoTime();
        }
    }

    private void add(ChangedFlows changes, Broadcast broadcast) {
        watermarkNanos = Math.max(watermarkNanos, changes.watermarkNanos());
        for (Flow flow : changes.flows()) {
            gathered.put(new Change(flow.id(), flow.event()), flow);
        }
        if (changes.missed() > 0) {
            broadcast.miss(changes.missed());
        }
    }

    private List<SharedUpdate> messages() {
        List<SharedUpdate> messages = new ArrayList<>();
        List<Flow> flows = new ArrayList<>(gathered.values());
        int from = 0;
        while (from < flows.size()) {
            int to = Math.min(from + flowsOfMessage, flows.size());
            SharedUpdate message = message(flows.subList(from, to));
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
