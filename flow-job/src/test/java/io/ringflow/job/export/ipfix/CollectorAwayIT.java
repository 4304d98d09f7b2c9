package io.ringflow.job.export.ipfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.job.export.Export;
import io.ringflow.job.export.LiveExports;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Collectors that are away for a while, or refuse the exporter. Skipped without root. */
@Timeout(600)
@SuppressWarnings("try") // the close of LiveExports waits for the job
class CollectorAwayIT {

    @TempDir Path directory;

    @BeforeEach
    void needsRoot() {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), obstacle);
    }

    private static Export export(
            String name, CollectorTransport transport, TlsFiles tls, int port) {
        return Export.of(
                name,
                new CollectorTarget(
                        ExportFixture.settings(
                                CollectorProtocol.IPFIX, true, transport, tls, port)));
    }

    private static void assertCollected(LiveExports job, String name, AwayCollector collector)
            throws Exception {
        int delivered = (int) job.settle(name);
        job.await("all records", () -> collector.flows() >= delivered);
        assertThat(collector.flows()).as(name).isEqualTo(delivered);
        assertThat(collector.records()).as(name).isEqualTo(delivered);
    }

    @Test
    void losesNothingWithinTheQueueWhileCollectorsAreAway() throws Exception {
        TlsFiles exporter = TlsFixture.make(directory, "exporter", "EC", "collector.crt");
        TlsFiles server = TlsFixture.make(directory, "collector", "EC", "exporter.crt");
        try (AwayCollector tcp = new AwayCollector();
                AwayCollector tls = new AwayCollector();
                AwayCollector small = new AwayCollector()) {
            tcp.start();
            tls.start(server);
            small.start();
            List<Export> exports =
                    List.of(
                            export("tcp", CollectorTransport.TCP, TlsFiles.NONE, tcp.port()),
                            export("tls", CollectorTransport.TLS, exporter, tls.port()),
                            export("small", CollectorTransport.TCP, TlsFiles.NONE, small.port())
                                    .withQueue(LiveExports.SMALL));
            try (LiveExports job = LiveExports.start(directory, exports)) {
                job.startTraffic();
                for (Export export : exports) {
                    job.awaitMore(export.name());
                }
                tcp.stop();
                tls.stop();
                small.stop();
                for (Export export : exports) {
                    assertThat(job.awaitProblem(export.name(), "can't connect to 127.0.0.1:"))
                            .contains("Connection refused; start the collector");
                }
                job.whileAway();
                job.await("a loss", () -> job.status("small").dropped() > 0);
                tcp.start();
                tls.start(server);
                small.start();
                for (Export export : exports) {
                    job.awaitMore(export.name());
                }
                assertCollected(job, "tcp", tcp);
                assertCollected(job, "tls", tls);
                assertCollected(job, "small", small);
                assertThat(job.status("tcp").dropped()).isZero();
                assertThat(job.status("tls").dropped()).isZero();
            }
        }
    }

    /**
     * With TLS 1.3, an exporter's handshake is over before the collector checks its certificate.
     */
    @Test
    void losesNothingWhileTheCollectorRefusesTheCertificate() throws Exception {
        TlsFiles exporter = TlsFixture.make(directory, "exporter", "EC", "collector.crt");
        TlsFiles other = TlsFixture.make(directory, "other", "EC", "");
        TlsFiles distrusting = TlsFixture.make(directory, "collector", "EC", "other.crt");
        assertThat(other.certificate()).isEqualTo(distrusting.authority());
        TlsFiles trusting =
                new TlsFiles(distrusting.certificate(), distrusting.key(), exporter.certificate());
        try (AwayCollector collector = new AwayCollector()) {
            collector.start(distrusting);
            try (LiveExports job =
                    LiveExports.start(
                            directory,
                            List.of(
                                    export(
                                            "tls",
                                            CollectorTransport.TLS,
                                            exporter,
                                            collector.port())))) {
                job.startTraffic();
                assertThat(job.awaitProblem("tls", "can't connect to 127.0.0.1:"))
                        .contains("certificate_required")
                        .contains("correct its address and certificates");
                job.whileAway();
                assertThat(job.status("tls").delivered()).isZero();
                collector.abort();
                collector.start(trusting);
                job.awaitMore("tls");
                assertCollected(job, "tls", collector);
                assertThat(job.status("tls").dropped()).isZero();
            }
        }
    }
}
