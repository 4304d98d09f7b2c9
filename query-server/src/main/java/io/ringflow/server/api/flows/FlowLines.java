package io.ringflow.server.api.flows;

import io.ringflow.model.Flow;
import io.ringflow.model.format.FlowWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * A buffer of flows that are encoded as lines of text in a separate thread, because encoding is
 * most of the work of a long list. Filled and emptied by the thread of its owner.
 */
final class FlowLines {

    private static final int FLOWS = 128;
    private static final int USUAL_BYTES = 1024 * FLOWS;

    private final FlowWriter writer;
    private final List<Flow> flows = new ArrayList<>(FLOWS);
    private final ByteArrayOutputStream text = new ByteArrayOutputStream(USUAL_BYTES);
    private Future<?> encoding = CompletableFuture.completedFuture(null);

    FlowLines(FlowWriter writer) {
        this.writer = writer;
    }

    /** Adds what comes before the first line to the empty buffer. */
    void addHeader() {
        text.writeBytes(writer.header());
    }

    /** Adds a flow; returns true if the buffer is full. */
    boolean add(Flow flow) {
        flows.add(flow);
        return flows.size() == FLOWS;
    }

    boolean isEmpty() {
        return flows.isEmpty() && text.size() == 0;
    }

    /** Starts to encode the flows; none may be added until the text has been moved. */
    void encode() {
        FutureTask<?> task = new FutureTask<>(this::encodeAll, null);
        encoding = task;
        Thread.startVirtualThread(task);
    }

    private void encodeAll() {
        for (Flow flow : flows) {
            writer.write(flow, text);
        }
    }

    /** Waits for the text and moves it to a stream. */
    void moveTo(OutputStream out) throws IOException, InterruptedException {
        try {
            encoding.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Encoding a flow failed", e.getCause());
        }
        text.writeTo(out);
        text.reset();
        flows.clear();
    }
}
