package io.ringflow.rpc.server;

import io.ringflow.model.Flow;
import io.ringflow.model.filter.FlowFilter;
import io.ringflow.model.state.FlowState;
import io.ringflow.model.state.answer.Coverage;
import io.ringflow.rpc.wire.AnswerPart;
import io.ringflow.rpc.wire.FlowWire;
import io.ringflow.rpc.wire.QueryWire;
import io.ringflow.rpc.wire.v1.Wire;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Sends the flows of a scan in messages of bounded size. One instance per scan and thread. */
final class FlowScanStream {

    private static final int MESSAGE_BYTES = 64 << 10;

    /** Sends a message, waiting until the client is ready for it. */
    @FunctionalInterface
    interface Sender {
        void send(Wire.ScanFlowsAnswer answer) throws InterruptedException;
    }

    private final Sender sender;
    private Wire.ScanFlowsAnswer.Builder message = Wire.ScanFlowsAnswer.newBuilder();
    private int bytes;
    private InterruptedException interrupted;

    private FlowScanStream(Sender sender) {
        this.sender = sender;
    }

    /**
     * Scans the flows and sends them.
     *
     * @param part the part of the state that this process claims at the start
     * @param unchanged returns true if the process still claims the same part
     * @throws InterruptedException if the client has left
     */
    static void send(
            Wire.ScanFlowsRequest request,
            FlowState state,
            AnswerPart part,
            BooleanSupplier unchanged,
            Sender sender)
            throws InterruptedException {
        FlowFilter filter = FlowFilter.parse(request.getFilter());
        var selection = QueryWire.selection(request);
        sender.send(Wire.ScanFlowsAnswer.newBuilder().setPart(part.toWire()).build());
        FlowScanStream stream = new FlowScanStream(sender);
        Coverage coverage = state.scan(filter, selection, stream::accept);
        if (stream.interrupted != null) {
            throw stream.interrupted;
        }
        AnswerPart covered = part.with(coverage);
        List<String> missing = new ArrayList<>(covered.missing());
        if (!unchanged.getAsBoolean()) {
            missing.add("shards moved while they were read");
        }
        sender.send(
                stream.message
                        .setPart(covered.toWire().toBuilder().clearMissing().addAllMissing(missing))
                        .setLast(true)
                        .build());
    }

    private boolean accept(Flow flow) {
        Wire.Flow next = FlowWire.of(flow);
        message.addFlows(next);
        bytes += next.getSerializedSize();
        if (bytes < MESSAGE_BYTES) {
            return true;
        }
        try {
            sender.send(message.build());
        } catch (InterruptedException e) {
            interrupted = e;
            return false;
        }
        message = Wire.ScanFlowsAnswer.newBuilder();
        bytes = 0;
        return true;
    }
}
