package io.ringflow.job.export.queue;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.Delivery;
import io.ringflow.job.export.DeliveryContext;
import io.ringflow.job.export.ExportTarget;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.field.FlowField;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A target in memory that fails or hangs on demand. Not serializable in earnest. */
final class FakeTarget implements ExportTarget {

    private static final long serialVersionUID = 1;

    /** Static, because the harness serializes operators. */
    static final List<String> TAKEN = new CopyOnWriteArrayList<>();

    static final List<DeliveryContext> CONNECTIONS = new CopyOnWriteArrayList<>();
    static final AtomicReference<IOException> FAILURE = new AtomicReference<>();
    static final AtomicReference<CountDownLatch> HANG = new AtomicReference<>();
    static volatile long known = -1;

    private final Batching batching;

    FakeTarget(Batching batching) {
        this.batching = batching;
    }

    static void reset() {
        TAKEN.clear();
        CONNECTIONS.clear();
        FAILURE.set(null);
        HANG.set(null);
        known = -1;
    }

    @Override
    public String label() {
        return "fake";
    }

    @Override
    public boolean choosesFields() {
        return false;
    }

    @Override
    public RecordEncoder encoder(List<FlowField> fields) {
        return (flow, out) -> out.write('.');
    }

    @Override
    public boolean parallel() {
        return true;
    }

    @Override
    public Batching batching() {
        return batching;
    }

    @Override
    public Delivery connect(DeliveryContext context) throws IOException {
        throwFailure();
        CONNECTIONS.add(context);
        return new FakeDelivery();
    }

    private static void throwFailure() throws IOException {
        IOException failure = FAILURE.get();
        if (failure != null) {
            throw failure;
        }
    }

    private static final class FakeDelivery implements Delivery {

        @Override
        public void deliver(List<Chunk> batch) throws IOException, InterruptedException {
            CountDownLatch hang = HANG.get();
            if (hang != null) {
                hang.await();
            }
            throwFailure();
            batch.forEach(chunk -> TAKEN.add(new String(chunk.bytes(), StandardCharsets.UTF_8)));
        }

        @Override
        public long lastDelivered() {
            return known;
        }

        @Override
        public byte[] position() {
            return new byte[] {(byte) TAKEN.size()};
        }

        @Override
        public void close() {}
    }
}
