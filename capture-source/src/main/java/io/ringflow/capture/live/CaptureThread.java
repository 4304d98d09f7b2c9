package io.ringflow.capture.live;

import io.ringflow.capture.log.CaptureLog;
import io.ringflow.capture.log.LogOwner;
import io.ringflow.capture.ring.PollSet;
import io.ringflow.capture.ring.WakeUpEvent;
import io.ringflow.capture.split.LiveSplit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the capture of one split until it is stopped. The thread owns the ring and waits for nothing
 * but packets. Started once; all other methods may be called by any thread, and none of them
 * blocks.
 */
final class CaptureThread implements LogOwner {

    private static final Logger LOG = LoggerFactory.getLogger(CaptureThread.class);
    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final long DRAIN_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final String splitId;
    private final CaptureClock clock;
    private final long retireNanos;
    private final Consumer<CaptureThread> onLeft;
    private final WakeUpEvent wakeUp = new WakeUpEvent();

    /** Completed when the ring is closed. */
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private volatile boolean finishing;
    private volatile boolean stopping;
    private volatile boolean readerChanged;

    /**
     * A thread that is not started yet.
     *
     * @param onLeft called when the log has lost its reader
     */
    CaptureThread(LiveSplit split, CaptureEnvironment environment, Consumer<CaptureThread> onLeft) {
        this.splitId = split.splitId();
        this.clock = environment.clock();
        this.retireNanos = environment.retireNanos();
        this.onLeft = onLeft;
    }

    /**
     * Starts the thread.
     *
     * @param predecessors captures that must have ended before
     * @param log closed when the thread is stopped, but not when the capture fails or finishes
     * @param captures makes the capture, on the new thread
     * @param onEnd called by the thread when it ends for whatever reason
     */
    <P> void start(
            List<CaptureThread> predecessors,
            CaptureLog<P> log,
            Function<CaptureLog<P>, InterfaceCapture<P>> captures,
            Consumer<CaptureThread> onEnd) {
        Runnable task =
                () -> {
                    try {
                        predecessors.forEach(before -> before.ended.join());
                        run(captures, log);
                    } catch (Throwable e) {
                        LOG.warn("{}: the capture has failed: {}", splitId, e.toString());
                        log.fail(e);
                    } finally {
                        wakeUp.close();
                        ended.complete(null);
                        onEnd.accept(this);
                    }
                };
        Thread.ofPlatform().daemon().name("ringflow-capture " + splitId).start(task);
    }

    private <P> void run(Function<CaptureLog<P>, InterfaceCapture<P>> captures, CaptureLog<P> log) {
        try (InterfaceCapture<P> capture = captures.apply(log);
                PollSet pollSet = new PollSet()) {
            while (!stopping && !finishing) {
                if (readerChanged) {
                    readerChanged = false;
                    capture.reportAgain();
                }
                if (!capture.step()) {
                    await(capture, pollSet);
                }
            }
            if (finishing) {
                drain(capture);
                capture.finish();
            } else {
                log.close();
            }
        }
    }

    /**
     * Goes on until the kernel has handed over what it had received when the capture was asked to
     * end: it keeps a block that isn't full for a while.
     */
    private void drain(InterfaceCapture<?> capture) {
        long start = System.nanoTime();
        long received = capture.received();
        while (!stopping) {
            long elapsed = System.nanoTime() - start;
            boolean retired = elapsed >= retireNanos && capture.read() >= received;
            if (retired || elapsed >= LONGEST_DRAIN_NANOS) {
                return;
            }
            if (!capture.step()) {
                LockSupport.parkNanos(DRAIN_STEP_NANOS);
            }
        }
    }

    private void await(InterfaceCapture<?> capture, PollSet pollSet) {
        pollSet.clear();
        pollSet.add(capture.fd());
        pollSet.add(wakeUp.open());
        long wait = Math.min(LONGEST_WAIT_NANOS, capture.idleNanos(clock.monotonicNanos()));
        // Rounded up: a wait of 0 ms would spin.
        pollSet.await((int) TimeUnit.NANOSECONDS.toMillis(Math.max(0, wait)) + 1);
        if (pollSet.failed(0)) {
            capture.suspect();
        }
    }

    /** Another reader has taken over the log, which may not know what was reported before. */
    void readerChanged() {
        readerChanged = true;
    }

    /** Ends the capture and discards its log. */
    void stop() {
        stopping = true;
        wakeUp.set();
    }

    @Override
    public void finish() {
        finishing = true;
        wakeUp.set();
    }

    @Override
    public void left() {
        onLeft.accept(this);
    }
}
