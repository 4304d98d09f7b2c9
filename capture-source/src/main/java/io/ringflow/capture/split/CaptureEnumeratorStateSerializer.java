package io.ringflow.capture.split;

import io.ringflow.capture.serial.FormatVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Serializes the enumerator's state for checkpoints. Stateless and thread-safe. */
public final class CaptureEnumeratorStateSerializer
        implements SimpleVersionedSerializer<CaptureEnumeratorState> {

    private static final int VERSION = 5;

    /** Has splits of their third version, as each version has those of its own. */
    private static final int OLDEST_VERSION = 3;

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
        write(state.returned(), out);
        write(state.assigned(), out);
        out.writeLong(state.hashSeed());
        return out.getCopyOfBuffer();
    }

    private void write(List<? extends CaptureSplit> list, DataOutputSerializer out)
            throws IOException {
        out.writeInt(list.size());
        for (CaptureSplit split : list) {
            byte[] bytes = splits.serialize(split);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    @Override
    public CaptureEnumeratorState deserialize(int version, byte[] bytes) throws IOException {
        FormatVersion.check(getClass(), version, OLDEST_VERSION, VERSION);
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        boolean filesAssigned = in.readBoolean();
        int splitVersion = in.readInt();
        List<CaptureSplit> returned = read(splitVersion, in);
        List<LiveSplit> assigned = new ArrayList<>();
        read(splitVersion, in).forEach(split -> assigned.add((LiveSplit) split));
        return new CaptureEnumeratorState(filesAssigned, returned, assigned, in.readLong());
    }

    private List<CaptureSplit> read(int splitVersion, DataInputDeserializer in) throws IOException {
        int count = in.readInt();
        List<CaptureSplit> list = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] split = new byte[in.readInt()];
            in.readFully(split);
            list.add(splits.deserialize(splitVersion, split));
        }
        return list;
    }
}
