package io.ringflow.job.track;

import io.ringflow.capture.serial.RecordSerializer;
import io.ringflow.capture.serial.RecordType;
import io.ringflow.model.Flow;
import io.ringflow.rpc.wire.FlowWire;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Serializes flow records as the messages of {@link FlowWire}. The job chains the flow tracker with
 * the exports, so flows are only serialized if a user disables chaining. Stateless and thread-safe.
 */
public final class FlowSerializer extends RecordSerializer<Flow> {

    /** Type information of flows. */
    public static final RecordType<Flow> TYPE = new RecordType<>(Flow.class, new FlowSerializer());

    private static final long serialVersionUID = 1;

    /** Version 1 had a layout of its own. Messages have no versions. */
    private static final int VERSION = 2;

    /** Snapshot of this serializer, which has no configuration. */
    public static final class Snapshot extends SimpleTypeSerializerSnapshot<Flow> {
        public Snapshot() {
            super(FlowSerializer::new);
        }
    }

    @Override
    public TypeSerializerSnapshot<Flow> snapshotConfiguration() {
        return new Snapshot();
    }

    @Override
    protected int oldestVersion() {
        return VERSION;
    }

    @Override
    protected int version() {
        return VERSION;
    }

    @Override
    public Flow copy(Flow from) {
        return from;
    }

    @Override
    protected void write(Flow flow, DataOutputView out) throws IOException {
        byte[] message = FlowWire.bytes(flow);
        out.writeInt(message.length);
        out.write(message);
    }

    @Override
    protected Flow read(int version, DataInputView in) throws IOException {
        byte[] message = new byte[in.readInt()];
        in.readFully(message);
        return FlowWire.from(message);
    }
}
