package io.ringflow.capture.live;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.fold.CaptureFold;
import io.ringflow.capture.log.CaptureLog;
import io.ringflow.capture.log.LogMemory;
import io.ringflow.capture.log.LogReader;
import io.ringflow.capture.log.Merger;
import io.ringflow.capture.split.LiveSplit;
import io.ringflow.model.Observer;
import io.ringflow.model.state.answer.CaptureLogStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.flink.util.UserCodeClassLoader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running captures of one job in this process. Each has a thread and a log, and outlives the
 * tasks that read it: when the tasks of the job restart, the next reader of the same split, which
 * may be another subtask, continues in the same log. Thread-safe; no method waits for a capture.
 *
 * <p>A capture ends:
 *
 * <ul>
 *   <li>when its reader asks it to, at the end of the job;
 *   <li>when the job has left the process and is not back within {@link #RETURN}. It leaves when it
 *       has ended or moved to another process, but also when its JobManager took this host for
 *       lost. If Flink loaded Ringflow's classes for the job, they leave with it, so that no task
 *       could find the capture again: then it ends at once;
 *   <li>when the same interface is captured with other settings or by another number of members;
 *   <li>when nobody has read it for {@link LiveCapture.LogSettings#keep};
 *   <li>when it fails, which its reader is told.
 * </ul>
 *
 * <p>Instances are found through a static map because Flink offers tasks before and after a restart
 * no other place to meet.
 */
public final class LiveCaptures {

    private static final Logger LOG = LoggerFactory.getLogger(LiveCaptures.class);
    private static final String HOOK = "ringflow-live-captures";
    private static final String LEFT = "the job has left this process";

    /** How long captures wait for a job that has left the process, if they are kept that long. */
    static final Duration RETURN = Duration.ofSeconds(60);

    /** Whether the classes of captures stay when a job leaves the process. */
    private static final boolean STAY =
            LiveCaptures.class.getClassLoader() == UserCodeClassLoader.class.getClassLoader();

    /** Is locked before any of the instances. */
    private static final Map<String, LiveCaptures> BY_JOB = new HashMap<>();

    private final Function<LiveCapture, CaptureEnvironment> environments;
    private final CaptureClock clock;

    /** Makes sure that {@link #expire} is called after a delay. */
    private final Consumer<Duration> alarm;

    /** By the name of the split: only one capture of a split runs at a time. */
    private final Map<String, RunningCapture> running = new HashMap<>();

    /** Captures that were told to end and may still hold their ring. */
    private final List<RunningCapture> ending = new ArrayList<>();

    /** Null until the first capture is started. */
    private LogMemory memory;

    /** Whether captures end when they lose their reader. */
    private boolean keepsNothing;

    /** Whether the job has left the process. */
    private boolean isLeft;

    /** Monotonic time when it did. */
    private long leftNanos;

    /** Captures that are kept between readers. */
    private LiveCaptures() {
        environments = CaptureEnvironment::of;
        clock = CaptureClock.SYSTEM;
        // Runs on a daemon thread of the JDK, which doesn't keep the process alive.
        alarm =
                delay ->
                        CompletableFuture.delayedExecutor(
                                        delay.toMillis() + 1, TimeUnit.MILLISECONDS)
                                .execute(this::expire);
    }

    /**
     * For tests.
     *
     * @param alarm must make sure that {@link #expire} is called after a delay
     */
    LiveCaptures(CaptureEnvironment environment, Consumer<Duration> alarm) {
        this.environments = settings -> environment;
        this.clock = environment.clock();
        this.alarm = alarm;
    }

    /**
     * The captures of a job.
     *
     * @param job the job's id
     * @param classLoader runs a hook when the job leaves the process
     */
    public static LiveCaptures ofJob(String job, UserCodeClassLoader classLoader) {
        return ofJob(job, classLoader, id -> new LiveCaptures());
    }

    static LiveCaptures ofJob(
            String job, UserCodeClassLoader classLoader, Function<String, LiveCaptures> maker) {
        LiveCaptures captures;
        synchronized (BY_JOB) {
            captures = BY_JOB.computeIfAbsent(job, maker);
            captures.jobArrives();
        }
        classLoader.registerReleaseHookIfAbsent(HOOK, () -> jobLeft(job, STAY));
        return captures;
    }

    /** A job has left the process. Flink holds locks meanwhile, so nothing may wait here. */
    static void jobLeft(String job, boolean classesStay) {
        synchronized (BY_JOB) {
            LiveCaptures captures = BY_JOB.get(job);
            if (captures != null && classesStay) {
                captures.awaitJob();
            } else if (captures != null) {
                BY_JOB.remove(job);
                captures.end();
            }
        }
    }

    private synchronized void jobArrives() {
        isLeft = false;
    }

    private synchronized void awaitJob() {
        isLeft = true;
        leftNanos = clock.monotonicNanos();
        alarm.accept(RETURN);
    }

    /** Returns how full the logs of a job's captures in this process are. */
    public static List<CaptureLogStatus> logs(String job) {
        LiveCaptures captures;
        synchronized (BY_JOB) {
            captures = BY_JOB.get(job);
        }
        return captures == null ? List.of() : captures.logs();
    }

    private synchronized List<CaptureLogStatus> logs() {
        return CaptureLogStatus.merged(
                running.values().stream().map(capture -> capture.log().status()).toList());
    }

    /** An instance that keeps nothing: captures end with their readers. */
    public static LiveCaptures none() {
        LiveCaptures none = new LiveCaptures();
        none.keepsNothing = true;
        return none;
    }

    /**
     * Starts the capture of a split or finds the running one, and takes over its log from an
     * earlier reader. The ring is opened by the capture's own thread: if that fails, {@link
     * LogReader#poll} says so.
     *
     * @param settings how packets are captured
     * @param split what is captured, and the position to read from
     * @param folds makes the fold of a capture that is started
     * @param merger merges what an earlier reader left unread, if memory is short
     * @param arrival called when there is something to read, by the capture's thread; must not
     *     block
     */
    public synchronized <P> LogReader<P> open(
            LiveCapture settings,
            LiveSplit split,
            Supplier<CaptureFold<P>> folds,
            Merger<P> merger,
            Runnable arrival) {
        endAll(
                other ->
                        other.capturesInterfaceOf(split)
                                && !other.isCompatibleWith(settings, split),
                "the interface is captured with other settings now");
        RunningCapture known = running.get(split.splitId());
        if (known != null && known.log().isOver()) {
            ending.add(known);
            known = null;
        }
        if (known == null) {
            known = start(settings, split, folds, merger);
            running.put(split.splitId(), known);
        } else {
            known.thread().readerChanged();
            LOG.info("{}: continues with the log of the previous task", split.splitId());
        }
        // All readers of a job have the same fold.
        @SuppressWarnings("unchecked")
        CaptureLog<P> log = (CaptureLog<P>) known.log();
        return log.open(split.position(), arrival);
    }

    private <P> RunningCapture start(
            LiveCapture settings,
            LiveSplit split,
            Supplier<CaptureFold<P>> folds,
            Merger<P> merger) {
        CaptureEnvironment environment = environments.apply(settings);
        if (memory == null) {
            memory = new LogMemory(settings.log().maxBytes());
        }
        memory.limit(settings.log().maxBytes());
        CaptureThread thread = new CaptureThread(split, environment, this::left);
        CaptureLog<P> log =
                new CaptureLog<>(
                        split.splitId(),
                        new Observer(split.host(), split.interfaceName()),
                        clock.epochNanos(),
                        memory,
                        merger,
                        thread);
        // Rings of other settings must leave the fanout group before a new one can join it.
        List<CaptureThread> before =
                ending.stream()
                        .filter(other -> other.capturesInterfaceOf(split))
                        .map(RunningCapture::thread)
                        .toList();
        thread.start(
                before,
                log,
                to -> new InterfaceCapture<>(split, environment, folds.get(), to),
                this::ended);
        return new RunningCapture(settings, split, thread, log);
    }

    /** A log has lost its reader: the capture goes on for a while. */
    private synchronized void left(CaptureThread thread) {
        if (keepsNothing) {
            endAll(capture -> capture.thread().equals(thread), "its task has ended");
            return;
        }
        for (RunningCapture capture : running.values()) {
            if (capture.thread().equals(thread)) {
                capture.left(clock.monotonicNanos());
                alarm.accept(capture.settings().log().keep());
            }
        }
    }

    /** A thread has ended for whatever reason. */
    private synchronized void ended(CaptureThread thread) {
        ending.removeIf(capture -> capture.thread().equals(thread));
        running.values().removeIf(capture -> capture.thread().equals(thread));
    }

    /** Ends the captures that have had no reader for long enough. */
    void expire() {
        synchronized (BY_JOB) {
            if (endForgotten()) {
                BY_JOB.values().remove(this);
            }
        }
    }

    /** Returns true if the job is not expected back. */
    private synchronized boolean endForgotten() {
        long now = clock.monotonicNanos();
        endAll(capture -> capture.isForgotten(now), "no task has read it for a while");
        boolean isGone = isLeft && now - leftNanos >= RETURN.toNanos();
        if (isGone) {
            endAll(capture -> capture.log().isUnread(), LEFT);
        }
        return isGone;
    }

    /** Ends all captures, and from now on each that loses its reader. */
    synchronized void end() {
        keepsNothing = true;
        endAll(capture -> true, LEFT);
    }

    private void endAll(Predicate<RunningCapture> which, String reason) {
        List<RunningCapture> chosen = running.values().stream().filter(which).toList();
        for (RunningCapture capture : chosen) {
            running.remove(capture.splitId());
            ending.add(capture);
            capture.thread().stop();
            LOG.info("{}: capture ended, {}", capture.splitId(), reason);
        }
    }
}
