package io.ringflow.capture.host;

import io.ringflow.capture.LiveCapture;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to the enumerator the host on which a reader runs and the interfaces that the settings
 * select there. Reports once at the start, and again whenever these interfaces have changed. Owned
 * and closed by the reader. Uses a thread of its own.
 */
public final class HostWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);
    private static final long INTERVAL_SECONDS = 2;

    private final LiveCapture capture;
    private final SourceReaderContext context;
    private final String host = HostName.get();
    private ScheduledExecutorService executor;
    private List<String> reported;

    /** A watch that has not been started. */
    public HostWatch(LiveCapture capture, SourceReaderContext context) {
        this.capture = capture;
        this.context = context;
    }

    /** Sends the first report and starts the thread. */
    public void start() {
        report();
        executor =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("ringflow-host-watch").factory());
        var unused =
                executor.scheduleWithFixedDelay(
                        this::report, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    private synchronized void report() {
        List<String> found = selected();
        if (!found.equals(reported)) {
            reported = found;
            context.sendSourceEventToCoordinator(new HostReport(host, found));
        }
    }

    private List<String> selected() {
        try {
            return InterfaceSelection.of(capture).present();
        } catch (RuntimeException e) {
            LOG.warn("Can't list the interfaces of {}: {}", host, e.getMessage());
            return reported == null ? List.of() : reported;
        }
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
