package io.ringflow.capture.host;

import io.ringflow.capture.LiveCapture;
import io.ringflow.model.thread.ServiceLoop;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
    private static final Duration INTERVAL = Duration.ofSeconds(2);

    private final Supplier<List<String>> selection;
    private final Duration interval;
    private final Consumer<HostReport> coordinator;
    private final String host = HostName.get();
    private ServiceLoop loop;
    private List<String> reported;

    /** A watch that has not been started. */
    public HostWatch(LiveCapture capture, SourceReaderContext context) {
        this(
                () -> InterfaceSelection.of(capture).present(),
                INTERVAL,
                context::sendSourceEventToCoordinator);
    }

    /**
     * For tests.
     *
     * @param selection returns the interfaces that the settings select now
     * @param interval time between two looks
     * @param coordinator takes the reports
     */
    HostWatch(
            Supplier<List<String>> selection, Duration interval, Consumer<HostReport> coordinator) {
        this.selection = selection;
        this.interval = interval;
        this.coordinator = coordinator;
    }

    /** Sends the first report and starts the thread. */
    public void start() {
        report();
        loop =
                ServiceLoop.start(
                        "ringflow-host-watch",
                        () -> {
                            Thread.sleep(interval);
                            report();
                        });
    }

    private synchronized void report() {
        List<String> found = selected();
        if (!found.equals(reported)) {
            coordinator.accept(new HostReport(host, found));
            reported = found;
        }
    }

    private List<String> selected() {
        try {
            return selection.get();
        } catch (RuntimeException e) {
            LOG.warn("Can't list the interfaces of {}: {}", host, e.getMessage());
            return reported == null ? List.of() : reported;
        }
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
    }
}
