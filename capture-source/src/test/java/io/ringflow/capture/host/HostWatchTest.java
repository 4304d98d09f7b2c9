package io.ringflow.capture.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HostWatchTest {

    private final BlockingQueue<List<String>> reported = new LinkedBlockingQueue<>();
    private final AtomicInteger reports = new AtomicInteger();
    private volatile List<String> present = List.of("eth0");

    private void takeButTheSecond(HostReport report) {
        if (reports.incrementAndGet() == 2) {
            throw new IllegalStateException("unexpected");
        }
        reported.add(report.interfaces());
    }

    @Test
    void reportsNewInterfaceAgainIfItsReportHasFailed() throws Exception {
        try (HostWatch watch =
                new HostWatch(() -> present, Duration.ofMillis(1), this::takeButTheSecond)) {
            watch.start();
            assertThat(reported.poll()).containsExactly("eth0");
            present = List.of("eth0", "eth1");
            assertThat(reported.poll(1, TimeUnit.MINUTES)).containsExactly("eth0", "eth1");
        }
    }
}
