package io.ringflow.capture.source;

import io.ringflow.capture.LiveCapture;
import io.ringflow.capture.ring.InterfaceSelection;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the enumerator where a reader runs and which of its host's interfaces the settings select,
 * at the start and whenever a new one appears. Owned by the reader; looks with a thread of its own.
 */
final class HostWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HostWatch.class);
    private static final long INTERVAL_SECONDS = 2;

    private final LiveCapture capture;
    private final SourceReaderContext context;
    private final String host = HostName.get();
    private ScheduledExecutorService executor;
    private List<String> reported;

    HostWatch(LiveCapture capture, SourceReaderContext context) {
        this.capture = capture;
        this.context = context;
    }

    void start() {
        look();
        executor =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().daemon().name("ringflow-host-watch").factory());
        var unused = executor.scheduleWithFixedDelay(
                this::look, INTERVAL_SECONDS, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    private synchronized void look() {
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
            LOG.warn("cannot list the interfaces of {}: {}", host, e.getMessage());
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
