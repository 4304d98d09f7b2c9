package io.ringflow.capture.split;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Serializes the enumerator's state for checkpoints. Stateless and thread-safe. */
public final class CaptureEnumeratorStateSerializer
        implements SimpleVersionedSerializer<CaptureEnumeratorState> {

    private static final int VERSION = 2;

    private final CaptureSplitSerializer splits = new CaptureSplitSerializer();

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(CaptureEnumeratorState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeBoolean(state.filesAssigned());
        out.writeInt(splits.getVersion());
        out.writeInt(state.returned().size());
        for (CaptureSplit split : state.returned()) {
            byte[] bytes = splits.serialize(split);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public CaptureEnumeratorState deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("Unknown version " + version + " of the enumerator state");
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        boolean assigned = in.readBoolean();
        int splitVersion = in.readInt();
        int count = in.readInt();
        List<CaptureSplit> returned = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] split = new byte[in.readInt()];
            in.readFully(split);
            returned.add(splits.deserialize(splitVersion, split));
        }
        return new CaptureEnumeratorState(assigned, returned);
    }
}
