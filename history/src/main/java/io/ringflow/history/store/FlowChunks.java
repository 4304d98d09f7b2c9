package io.ringflow.history.store;

import io.ringflow.job.export.Chunk;
import io.ringflow.job.export.RecordEncoder;
import io.ringflow.model.Flow;
import io.ringflow.rpc.wire.FlowWire;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Flows in chunks: each as four bytes with its length, then its message. */
final class FlowChunks implements RecordEncoder {

    @Override
    public void write(Flow flow, ByteArrayOutputStream out) {
        byte[] message = FlowWire.bytes(flow);
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(message.length).array());
        out.writeBytes(message);
    }

    /** The flows of a batch, in order. */
    static List<Flow> read(List<Chunk> batch) throws IOException {
        List<Flow> flows = new ArrayList<>();
        for (Chunk chunk : batch) {
            ByteBuffer bytes = ByteBuffer.wrap(chunk.bytes());
            try {
                while (bytes.hasRemaining()) {
                    byte[] message = new byte[bytes.getInt()];
                    bytes.get(message);
                    flows.add(FlowWire.from(message));
                }
            } catch (BufferUnderflowException | NegativeArraySizeException e) {
                throw new IOException("Chunk " + chunk.number() + " is damaged", e);
            }
        }
        return flows;
    }
}
