package io.ringflow.rpc.server;

import io.grpc.Context;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.ringflow.model.state.StateException;
import io.ringflow.rpc.wire.StateStatus;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a limited number of calls at a time, each on a thread of its own, and refuses further ones.
 * A call is interrupted if its client leaves or if it takes too long. Thread-safe.
 */
final class CallPool implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CallPool.class);

    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor clock;
    private final String what;

    /**
     * Creates a pool. Its threads start on demand.
     *
     * @param what names the kind of work in thread names and messages, such as {@code calls}
     * @param size maximum number of calls at a time
     */
    CallPool(String what, int size) {
        this.what = what;
        ThreadFactory named =
                Thread.ofPlatform().daemon().name("ringflow-state-" + what + "-", 0).factory();
        this.threads =
                new ThreadPoolExecutor(
                        0, size, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), named);
        this.clock = new ScheduledThreadPoolExecutor(1, named);
        clock.setRemoveOnCancelPolicy(true);
    }

    /** Answers a call with the result of its work, or with a failure after a timeout. */
    <T> void answer(ServerCallStreamObserver<T> call, Duration timeout, Callable<T> work) {
        start(
                call,
                Context.current().withDeadlineAfter(timeout.toNanos(), TimeUnit.NANOSECONDS, clock),
                work);
    }

    /** Runs work that sends a stream's messages, until it returns or the client leaves. */
    <T> void stream(ServerCallStreamObserver<T> call, Callable<Void> work) {
        start(
                call,
                Context.current().withCancellation(),
                () -> {
                    work.call();
                    return null;
                });
    }

    private <T> void start(
            ServerCallStreamObserver<T> call,
            Context.CancellableContext context,
            Callable<T> work) {
        call.setOnCancelHandler(() -> context.cancel(null));
        RunningCall<T> running = new RunningCall<>(call, context, work);
        context.addListener(ended -> running.interrupt(), Runnable::run);
        try {
            threads.execute(running);
        } catch (RejectedExecutionException e) {
            context.cancel(e);
            call.onError(
                    StateStatus.of(
                            new StateException(
                                    StateException.Reason.BUSY,
                                    "all "
                                            + threads.getMaximumPoolSize()
                                            + " "
                                            + what
                                            + " are in use; ask again later")));
        }
    }

    /** Interrupts running calls and refuses new ones. */
    @Override
    public void close() {
        threads.shutdownNow();
        clock.shutdownNow();
    }

    /** One call, from its start to its answer. */
    private static final class RunningCall<T> implements Runnable {

        private final ServerCallStreamObserver<T> call;
        private final Context.CancellableContext context;
        private final Callable<T> work;
        private Thread thread;

        RunningCall(
                ServerCallStreamObserver<T> call,
                Context.CancellableContext context,
                Callable<T> work) {
            this.call = call;
            this.context = context;
            this.work = work;
        }

        synchronized void interrupt() {
            if (thread != null) {
                thread.interrupt();
            }
        }

        @Override
        public void run() {
            synchronized (this) {
                thread = Thread.currentThread();
            }
            T answer = null;
            Throwable failure = null;
            try {
                if (context.isCancelled()) {
                    throw new InterruptedException();
                }
                answer = context.call(work);
            } catch (Throwable e) {
                failure = e;
            } finally {
                synchronized (this) {
                    thread = null;
                }
            }
            end(answer, failure);
            context.cancel(null);
        }

        private void end(T answer, Throwable failure) {
            if (call.isCancelled()) {
                LOG.debug("The client of a call has left");
            } else if (failure == null) {
                if (answer != null) {
                    call.onNext(answer);
                }
                call.onCompleted();
            } else if (context.isCancelled()) {
                call.onError(
                        StateStatus.of(
                                new StateException(
                                        StateException.Reason.TIMEOUT,
                                        "the answer took longer than allowed")));
            } else {
                fail(failure);
            }
        }

        private void fail(Throwable failure) {
            StatusRuntimeException status = StateStatus.of(failure);
            if (status.getStatus().getCode() == Status.Code.INTERNAL) {
                LOG.error("A call to the state service failed", failure);
            }
            call.onError(status);
        }
    }
}
