package io.ringflow.job.export.ipfix;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.Flow;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Settings, chunks and contexts as the framework makes them. */
final class ExportFixture {

    private static final int CHUNK = 1 << 14;

    private ExportFixture() {}

    static CollectorSettings settings(CollectorProtocol protocol, boolean biflow, int port) {
        return settings(protocol, biflow, CollectorTransport.UDP, TlsFiles.NONE, port);
    }

    static CollectorSettings settings(
            CollectorProtocol protocol,
            boolean biflow,
            CollectorTransport transport,
            TlsFiles tls,
            int port) {
        return new CollectorSettings(
                protocol,
                new CollectorAddress("127.0.0.1", port),
                transport,
                tls,
                biflow,
                FlowTimes.BOTH,
                Duration.ofMinutes(1),
                CollectorSettings.DEFAULT_MTU,
                ObservationDomains.BY_HOST);
    }

    static DeliveryContext context(byte[] position, boolean live) {
        String job = "00000000000000000000000000000001";
        return new DeliveryContext("collector", job, "host-a", "q", false, live, position);
    }

    static DeliveryContext context() {
        return context(Delivery.NO_POSITION, false);
    }

    static List<Chunk> chunks(CollectorSettings settings, List<Flow> flows) {
        RecordEncoder encoder = new CollectorTarget(settings).encoder(List.of());
        List<Chunk> chunks = new ArrayList<>();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Flow flow : flows) {
            encoder.write(flow, out);
            if (out.size() >= CHUNK) {
                chunks.add(new Chunk(chunks.size(), 1, out.toByteArray()));
                out.reset();
            }
        }
        chunks.add(new Chunk(chunks.size(), 1, out.toByteArray()));
        return chunks;
    }
}
