package io.ringflow.job.export.ipfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.model.Flow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TransportsTest {

    private static final int FLOWS = 500;

    @TempDir Path directory;

    private final List<Flow> flows = new RandomFlows(5).list(FLOWS);

    private static CollectorSettings settings(
            CollectorTransport transport, TlsFiles tls, int port) {
        return ExportFixture.settings(CollectorProtocol.IPFIX, true, transport, tls, port);
    }

    private Delivery connect(CollectorSettings settings, byte[] position) throws IOException {
        return new CollectorTarget(settings).connect(ExportFixture.context(position, true));
    }

    @Test
    void tcpConnectionHasItsTemplatesAndContinuesSequenceNumbers() throws Exception {
        try (StreamCollector collector = StreamCollector.tcp()) {
            CollectorSettings settings =
                    settings(CollectorTransport.TCP, TlsFiles.NONE, collector.port());
            List<Chunk> chunks = ExportFixture.chunks(settings, flows);
            byte[] position = Delivery.NO_POSITION;
            for (int connection = 0; connection < 2; connection++) {
                CompletableFuture<CollectedMessages> read = collector.next(FLOWS);
                try (Delivery delivery = connect(settings, position)) {
                    delivery.deliver(chunks);
                    position = delivery.position();
                }
                CollectedMessages messages = read.get();
                assertThat(messages.flows).hasSize(FLOWS);
                assertThat(messages.definitions.values()).containsOnly(1);
                int domain = new ObservationDomains(0).of("host-a");
                assertThat(messages.sequences.get(domain))
                        .first()
                        .isEqualTo((long) connection * FLOWS);
            }
        }
    }

    @Test
    void deliveryFailsOnceTheCollectorHasClosedTheConnection() throws Exception {
        try (StreamCollector collector = StreamCollector.tcp()) {
            CollectorSettings settings =
                    settings(CollectorTransport.TCP, TlsFiles.NONE, collector.port());
            CompletableFuture<CollectedMessages> read = collector.next(0);
            try (Delivery delivery = connect(settings, Delivery.NO_POSITION)) {
                read.get(); // closed
                assertThatIOException()
                        .isThrownBy(() -> delivery.deliver(List.of()))
                        .withMessageContaining("has closed the connection");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void tlsUsesCertificatesOfBothSides(String algorithm) throws Exception {
        TlsFiles exporter = TlsFixture.make(directory, "exporter", algorithm, "collector.crt");
        TlsFiles server = TlsFixture.make(directory, "collector", algorithm, "exporter.crt");
        try (StreamCollector collector = StreamCollector.tls(server)) {
            CollectorSettings settings =
                    settings(CollectorTransport.TLS, exporter, collector.port());
            CompletableFuture<CollectedMessages> read = collector.next(2 * FLOWS);
            try (Delivery delivery = connect(settings, Delivery.NO_POSITION)) {
                delivery.deliver(ExportFixture.chunks(settings, flows));
                delivery.deliver(ExportFixture.chunks(settings, flows));
                assertThat(read.get().flows).hasSize(2 * FLOWS);
            }
        }
    }

    @Test
    void collectorOfAnotherAuthorityIsRefused() throws Exception {
        TlsFiles exporter = TlsFixture.make(directory, "exporter", "EC", "exporter.crt");
        TlsFiles server = TlsFixture.make(directory, "collector", "EC", "exporter.crt");
        try (StreamCollector collector = StreamCollector.tls(server)) {
            CollectorSettings settings =
                    settings(CollectorTransport.TLS, exporter, collector.port());
            CompletableFuture<CollectedMessages> unused = collector.next(1);
            assertThatIOException()
                    .isThrownBy(() -> connect(settings, Delivery.NO_POSITION))
                    .withMessageStartingWith("can't connect to 127.0.0.1:" + collector.port());
            assertThat(unused).isNotNull();
        }
    }

    @Test
    void messageNamesAFileThatIsNotPem() throws Exception {
        Path file = Files.writeString(directory.resolve("empty.crt"), "nothing");
        String name = file.toString();
        assertThatIOException()
                .isThrownBy(() -> PemFiles.context(new TlsFiles("", "", name)))
                .withMessageContaining(name);
        assertThatIOException()
                .isThrownBy(() -> PemFiles.context(new TlsFiles("", "", name + "x")))
                .withMessage(name + "x can't be read: no such file or directory");
    }

    @Test
    void udpFailsWhileNobodyListens() throws Exception {
        CollectorSettings settings =
                settings(CollectorTransport.UDP, TlsFiles.NONE, CollectorProcess.freePort());
        List<Chunk> chunks = ExportFixture.chunks(settings, flows);
        try (Delivery delivery = connect(settings, Delivery.NO_POSITION)) {
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            assertThatIOException()
                    .isThrownBy(
                            () -> {
                                while (System.nanoTime() < end) {
                                    delivery.deliver(chunks);
                                }
                            })
                    .withMessageContaining("nobody listens");
        }
    }

    @Test
    void unknownHostIsNamed() {
        CollectorSettings settings =
                new CollectorSettings(
                        CollectorProtocol.IPFIX,
                        new CollectorAddress("collector.invalid", 4739),
                        CollectorTransport.UDP,
                        TlsFiles.NONE,
                        true,
                        FlowTimes.BOTH,
                        Duration.ofMinutes(1),
                        1280,
                        0);
        assertThatIOException()
                .isThrownBy(() -> connect(settings, Delivery.NO_POSITION))
                .withMessageContaining("collector.invalid is not known");
    }
}
