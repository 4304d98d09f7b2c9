package io.ringflow.server.remote;

import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import io.ringflow.model.state.wire.Answered;
import io.ringflow.server.remote.Answers.Answer;
import io.ringflow.server.remote.Membership.Members;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks several processes at a time. Thread-safe; an interrupt of who asks cancels all calls. */
final class Questions implements AutoCloseable {

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * Asks all members.
     *
     * @param failed is run where some did not answer
     * @throws StateException where none answers, or one says that the question is wrong
     */
    <T> Answers<T> ask(
            Members members, Function<StateProcess, Answered<T>> question, Runnable failed) {
        if (members.processes().isEmpty()) {
            failed.run();
            throw nobody(members);
        }
        Map<StateProcess, Future<Answered<T>>> calls = new LinkedHashMap<>();
        for (StateProcess process : members.processes()) {
            calls.put(process, threads.submit(() -> question.apply(process)));
        }
        List<Answer<T>> given = new ArrayList<>();
        List<StateException> failures = new ArrayList<>();
        try {
            for (Map.Entry<StateProcess, Future<Answered<T>>> call : calls.entrySet()) {
                collect(call.getKey(), call.getValue(), given, failures);
            }
        } catch (InterruptedException e) {
            calls.values().forEach(call -> call.cancel(true));
            Thread.currentThread().interrupt();
            throw new StateException(Reason.TIMEOUT, "the question was cancelled", e);
        }
        for (StateException failure : failures) {
            if (failure.reason() == Reason.REFUSED || failure.reason() == Reason.CURSOR_GONE) {
                throw failure;
            }
        }
        if (!failures.isEmpty()) {
            failed.run();
        }
        if (given.isEmpty()) {
            throw failures.get(0);
        }
        return Answers.of(
                given,
                failures.stream().map(StateException::getMessage).toList(),
                members.problems());
    }

    static StateException nobody(Members members) {
        return new StateException(
                Reason.UNAVAILABLE,
                "no process of the job answers"
                        + (members.problems().isEmpty()
                                ? ""
                                : ": " + String.join("; ", members.problems())));
    }

    private static <T> void collect(
            StateProcess process,
            Future<Answered<T>> call,
            List<Answer<T>> given,
            List<StateException> failures)
            throws InterruptedException {
        try {
            given.add(new Answer<>(process, call.get()));
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
