package io.ringflow.server.remote;

import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.ringflow.model.Flow;
import io.ringflow.model.state.Coverage;
import io.ringflow.model.state.FlowReceiver;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.model.state.wire.AnswerPart;
import io.ringflow.model.state.wire.AnswerWire;
import io.ringflow.model.state.wire.Answered;
import io.ringflow.model.state.wire.StateStatus;
import io.ringflow.model.state.wire.v1.Wire;
import io.ringflow.server.remote.Answers.Answer;
import io.ringflow.server.remote.Membership.Members;
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
 * One scan over several processes: a thread for each reads its stream into one short queue, and the
 * thread that asks takes from it. No flow is handed over before every process has said which shards
 * its stream is about.
 */
final class ClusterScan {

    private static final int QUEUE = 4;

    /** What a stream brings: its begin, flows, its end with the part covered, or a failure. */
    private record Event(
            StateProcess process,
            Optional<Wire.ScanFlowsAnswer> answer,
            Optional<StateException> failure) {}

    private final Members members;
    private final Wire.ScanFlowsRequest request;
    private final BlockingQueue<Event> events = new ArrayBlockingQueue<>(QUEUE);
    private final Map<StateProcess, Context.CancellableContext> streams = new HashMap<>();

    /** The newest part that each process gave. */
    private final Map<StateProcess, AnswerPart> parts = new HashMap<>();

    private final List<String> failures = new ArrayList<>();

    ClusterScan(Members members, Wire.ScanFlowsRequest request) {
        this.members = members;
        this.request = request;
    }

    /**
     * Scans.
     *
     * @throws StateException where nobody answers, or one says that the question is wrong
     */
    Coverage run(FlowReceiver receiver) {
        if (members.processes().isEmpty()) {
            throw Questions.nobody(members);
        }
        try {
            members.processes().forEach(this::open);
            List<Event> early = begins();
            Set<StateProcess> accepted = accepted();
            drop(accepted);
            hand(early, accepted, receiver);
            return answers().coverage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateException(Reason.TIMEOUT, "the question was cancelled", e);
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
                put(new Event(process, Optional.of(answer), Optional.empty()));
            }
            if (!last) {
                fail(process, process.endpoint() + " ended before its flows did");
            }
        } catch (StatusRuntimeException e) {
            put(
                    new Event(
                            process,
                            Optional.empty(),
                            Optional.of(
                                    StateStatus.toException(process.endpoint().toString(), e))));
        }
    }

    private void fail(StateProcess process, String sentence) {
        put(
                new Event(
                        process,
                        Optional.empty(),
                        Optional.of(new StateException(Reason.UNAVAILABLE, sentence))));
    }

    /** Waits for room, unless the scan is over. */
    private void put(Event event) {
        Context context = Context.current();
        Thread reader = Thread.currentThread();
        Context.CancellationListener wake = ended -> reader.interrupt();
        context.addListener(wake, Runnable::run);
        try {
            events.put(event);
        } catch (InterruptedException e) {
            return; // nobody takes it any more, and the call is cancelled
        } finally {
            context.removeListener(wake);
        }
    }

    /** Waits until each process has begun or failed; gives what came behind the begins. */
    private List<Event> begins() throws InterruptedException {
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
                parts.put(event.process(), AnswerPart.from(event.answer().get().getPart()));
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
        // Its shards are not covered, whatever it sent of them.
        parts.computeIfPresent(event.process(), (process, part) -> part.withoutShards());
    }

    private Answers<Void> answers() {
        List<Answer<Void>> given =
                parts.entrySet().stream()
                        .map(
                                entry ->
                                        new Answer<Void>(
                                                entry.getKey(),
                                                new Answered<>(null, entry.getValue())))
                        .toList();
        return Answers.of(given, failures, members.problems());
    }

    private Set<StateProcess> accepted() {
        return answers().accepted().stream().map(Answer::process).collect(Collectors.toSet());
    }

    private void drop(Set<StateProcess> accepted) {
        streams.forEach(
                (process, stream) -> {
                    if (!accepted.contains(process)) {
                        stream.cancel(null);
                    }
                });
        streams.keySet().retainAll(accepted);
    }

    private void hand(List<Event> early, Set<StateProcess> accepted, FlowReceiver receiver)
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
            Wire.ScanFlowsAnswer answer = event.answer().orElseThrow();
            for (Flow flow : AnswerWire.flows(answer.getFlowsList())) {
                if (!receiver.accept(flow)) {
                    return;
                }
            }
            if (answer.getLast()) {
                open--;
                parts.put(event.process(), AnswerPart.from(answer.getPart()));
            }
        }
    }
}
