package io.ringflow.rpc.client;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.ringflow.model.Flow;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.rpc.client.Membership.Members;
import io.ringflow.rpc.merge.Answers;
import io.ringflow.rpc.merge.Answers.Answer;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.AnswerWire;
import io.ringflow.rpc.wire.ProcessAnswer;
import io.ringflow.rpc.wire.StateStatus;
import io.ringflow.rpc.wire.v1.Wire;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.stream.Collectors;

/**
 * One scan over several processes. One thread per process reads the process's stream into a short
 * queue that the calling thread empties. The receiver gets its first flow only after every process
 * has said which shards it covers, so that no shard is delivered twice. One instance per scan.
 */
final class ClusterScan {

    private static final int QUEUE = 4;

    /**
     * One message of a process's stream, or the failure that ended the stream.
     *
     * @param part what the process covers; only of its first and its last message
     */
    private record Event(
            StateProcess process,
            List<Flow> flows,
            AnswerPart part,
            boolean last,
            Optional<StateException> failure) {

        static Event message(StateProcess process, Wire.ScanFlowsAnswer answer) {
            return new Event(
                    process,
                    AnswerWire.flows(answer.getFlowsList()),
                    AnswerPart.from(answer.getPart()),
                    answer.getLast(),
                    Optional.empty());
        }

        static Event failure(StateProcess process, StateException failure) {
            AnswerPart nothing = AnswerPart.from(Wire.Part.getDefaultInstance());
            return new Event(process, List.of(), nothing, true, Optional.of(failure));
        }
    }

    private final Members members;
    private final Wire.ScanFlowsRequest request;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(QUEUE);
    private final Map<StateProcess, Context.CancellableContext> streams = new HashMap<>();

    /** What each process has last said about the shards that it covers. */
    private final Map<StateProcess, AnswerPart> parts = new HashMap<>();

    private final List<String> failures = new ArrayList<>();

    ClusterScan(Members members, Wire.ScanFlowsRequest request) {
        this.members = members;
        this.request = request;
    }

    /**
     * Passes all flows to the receiver until it returns false.
     *
     * @throws StateException if no process answers, or if one of them refuses the query
     */
    Coverage run(FlowReceiver receiver) {
        if (members.processes().isEmpty()) {
            throw FanOut.noProcess(members);
        }
        try {
            members.processes().forEach(this::open);
            List<Event> early = awaitFirstMessages();
            Set<StateProcess> accepted = accepted();
            cancelAllBut(accepted);
            deliver(early, accepted, receiver);
            return answers().coverage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateException(Reason.TIMEOUT, "the query was cancelled", e);
        } finally {
            streams.values().forEach(stream -> stream.cancel(null));
        }
    }

    private void open(StateProcess process) {
        Context.CancellableContext context = Context.current().withCancellation();
        streams.put(process, context);
        context.run(() -> Thread.ofVirtual().start(Context.current().wrap(() -> read(process))));
    }

    private void read(StateProcess process) {
        try {
            Iterator<Wire.ScanFlowsAnswer> answers = process.streams().scanFlows(request);
            boolean last = false;
            while (answers.hasNext()) {
                Wire.ScanFlowsAnswer answer = answers.next();
                last = answer.getLast();
                put(Event.message(process, answer));
            }
            if (!last) {
                String message = process.endpoint() + " closed its stream before the last flow";
                put(Event.failure(process, new StateException(Reason.UNAVAILABLE, message)));
            }
        } catch (StatusRuntimeException e) {
            StateException failure = StateStatus.toException(process.endpoint().toString(), e);
            put(Event.failure(process, failure));
        } catch (RuntimeException | Error e) {
            // Whoever scans waits for an event of each process.
            String message = process.endpoint() + " can't be read: " + e;
            put(Event.failure(process, new StateException(Reason.UNAVAILABLE, message, e)));
        }
    }

    /** Waits while the queue is full, but not beyond the end of the scan. */
    private void put(Event event) {
        Context context = Context.current();
        Thread reader = Thread.currentThread();
        Context.CancellationListener wake = ended -> reader.interrupt();
        context.addListener(wake, Runnable::run);
        try {
            events.put(event);
        } catch (InterruptedException e) {
            return; // the scan is over, and so is the call
        } finally {
            context.removeListener(wake);
        }
    }

    /**
     * Waits until each process has sent its first message or failed.
     *
     * @return the messages that arrived meanwhile and still have to be delivered
     */
    private List<Event> awaitFirstMessages() throws InterruptedException {
        List<Event> early = new ArrayList<>();
        int open = members.processes().size();
        while (open > 0) {
            Event event = events.take();
            if (event.failure().isPresent()) {
                if (!parts.containsKey(event.process())) {
                    open--;
                }
                failed(event);
            } else if (parts.containsKey(event.process())) {
                early.add(event);
            } else {
                open--;
                parts.put(event.process(), event.part());
            }
        }
        if (parts.isEmpty()) {
            throw new StateException(Reason.UNAVAILABLE, String.join("; ", failures));
        }
        return early;
    }

    private void failed(Event event) {
        StateException failure = event.failure().orElseThrow();
        if (failure.reason() == Reason.REFUSED) {
            throw failure;
        }
        failures.add(failure.getMessage());
        streams.remove(event.process()).cancel(null);
        // The scan does not cover its shards, even if it sent some of their flows.
        parts.computeIfPresent(event.process(), (process, part) -> part.withoutShards());
    }

    private Answers<Void> answers() {
        List<Answer<Void>> given =
                parts.entrySet().stream()
                        .map(
                                entry ->
                                        new Answer<Void>(
                                                entry.getKey().endpoint().toString(),
                                                new ProcessAnswer<>(null, entry.getValue())))
                        .toList();
        return Answers.of(given, failures, members.problems());
    }

    private Set<StateProcess> accepted() {
        Set<String> ids =
                answers().accepted().stream()
                        .map(answer -> answer.part().process())
                        .collect(Collectors.toSet());
        return parts.keySet().stream()
                .filter(process -> ids.contains(process.id()))
                .collect(Collectors.toSet());
    }

    private void cancelAllBut(Set<StateProcess> accepted) {
        streams.forEach(
                (process, stream) -> {
                    if (!accepted.contains(process)) {
                        stream.cancel(null);
                    }
                });
        streams.keySet().retainAll(accepted);
    }

    private void deliver(List<Event> early, Set<StateProcess> accepted, FlowReceiver receiver)
            throws InterruptedException {
        Iterator<Event> first = early.iterator();
        int open = streams.size();
        while (open > 0) {
            Event event = first.hasNext() ? first.next() : events.take();
            if (!accepted.contains(event.process())) {
                continue;
            }
            if (event.failure().isPresent()) {
                if (streams.containsKey(event.process())) {
                    open--;
                    failed(event);
                }
                continue;
            }
            for (Flow flow : event.flows()) {
                if (!receiver.accept(flow)) {
                    return;
                }
            }
            if (event.last()) {
                open--;
                parts.put(event.process(), event.part());
            }
        }
    }
}
