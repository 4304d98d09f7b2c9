package io.ringflow.server.api;

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
 * A buffer of flows that become lines of text in a thread of their own, as that is most of the work
 * of a long list. Its owner's thread fills and empties it.
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

    /** Puts what stands before the first line into the empty buffer. */
    void addHeader() {
        text.writeBytes(writer.header());
    }

    /** Takes a flow; true where it was the last that there is room for. */
    boolean add(Flow flow) {
        flows.add(flow);
        return flows.size() == FLOWS;
    }

    boolean isEmpty() {
        return flows.isEmpty() && text.size() == 0;
    }

    /** Begins to make text of the flows; none may be added until the text is moved. */
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

    /** Moves the text to a stream as soon as it is made. */
    void moveTo(OutputStream out) throws IOException, InterruptedException {
        try {
            encoding.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a flow has no text", e.getCause());
        }
        text.writeTo(out);
        text.reset();
        flows.clear();
    }
}
