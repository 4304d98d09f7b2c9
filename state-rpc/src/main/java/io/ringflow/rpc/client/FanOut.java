package io.ringflow.rpc.client;

import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.rpc.client.Membership.Members;
import io.ringflow.rpc.merge.Answers;
import io.ringflow.rpc.merge.Answers.Answer;
import io.ringflow.rpc.wire.ProcessAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Puts one question to several processes at the same time. Thread-safe; an interrupt of the calling
 * thread cancels all its calls.
 */
final class FanOut implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Asks all members.
     *
     * @param onFailure runs if some of them did not answer
     * @throws StateException if none of them answers, or if one of them refuses the question
     */
    <T> Answers<T> ask(
            Members members,
            Function<StateProcess, ProcessAnswer<T>> question,
            Runnable onFailure) {
        if (members.processes().isEmpty()) {
            onFailure.run();
            throw noProcess(members);
        }
        Map<StateProcess, Future<ProcessAnswer<T>>> calls = new LinkedHashMap<>();
        for (StateProcess process : members.processes()) {
            calls.put(process, threads.submit(() -> question.apply(process)));
        }
        List<Answer<T>> given = new ArrayList<>();
        List<StateException> failures = new ArrayList<>();
        try {
            for (Map.Entry<StateProcess, Future<ProcessAnswer<T>>> call : calls.entrySet()) {
                collect(call.getKey(), call.getValue(), given, failures);
            }
        } catch (InterruptedException e) {
            calls.values().forEach(call -> call.cancel(true));
            Thread.currentThread().interrupt();
            throw new StateException(Reason.TIMEOUT, "the query was cancelled", e);
        }
        for (StateException failure : failures) {
            if (failure.reason() == Reason.REFUSED || failure.reason() == Reason.CURSOR_GONE) {
                throw failure;
            }
        }
        if (!failures.isEmpty()) {
            onFailure.run();
        }
        if (given.isEmpty()) {
            throw failures.get(0);
        }
        return Answers.of(
                given,
                failures.stream().map(StateException::getMessage).toList(),
                members.problems());
    }

    /** The failure of a question that there is no process to ask. */
    static StateException noProcess(Members members) {
        return new StateException(
                Reason.UNAVAILABLE,
                "no process of the job answers"
                        + (members.problems().isEmpty()
                                ? ""
                                : ": " + String.join("; ", members.problems())));
    }

    private static <T> void collect(
            StateProcess process,
            Future<ProcessAnswer<T>> call,
            List<Answer<T>> given,
            List<StateException> failures)
            throws InterruptedException {
        try {
            given.add(new Answer<>(process.endpoint().toString(), call.get()));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof StateException failure)) {
                throw new IllegalStateException(e.getCause());
            }
            failures.add(failure);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
