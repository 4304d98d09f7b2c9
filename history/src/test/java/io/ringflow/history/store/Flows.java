package io.ringflow.history.store;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowFixture;
import io.ringflow.model.FlowId;
import io.ringflow.model.FlowSide;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Flows of tests, in chunks. */
final class Flows {

    static final Instant HOUR = Instant.parse("2026-01-02T03:00:00Z");

    private static final FlowChunks ENCODER = new FlowChunks();

    private Flows() {}

    /** A flow that ended some seconds after {@link #HOUR}. */
    static Flow at(int sequence, long seconds) {
        FlowFixture flow = new FlowFixture();
        flow.id = new FlowId(7, sequence);
        long nanos = HOUR.plusSeconds(seconds).getEpochSecond() * 1_000_000_000L + 7;
        flow.src = FlowSide.of(3, 300, nanos - 1_000, nanos).withTcp(0x1b, 0, 0, true);
        flow.dst = FlowSide.SILENT;
        flow.dstAddr = "10.0." + sequence % 7 + ".1";
        return flow.flow();
    }

    static Chunk chunk(long number, Flow... flows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (Flow flow : flows) {
            ENCODER.write(flow, bytes);
        }
        return new Chunk(number, flows.length, bytes.toByteArray());
    }

    static DeliveryContext context(String queue, boolean restored) {
        return new DeliveryContext("e", "job", "host", queue, restored, false, new byte[0]);
    }

    static List<Chunk> batch(long first, Flow... flows) {
        List<Chunk> chunks = new ArrayList<>();
        for (int i = 0; i < flows.length; i++) {
            chunks.add(chunk(first + i, flows[i]));
        }
        return chunks;
    }
}
