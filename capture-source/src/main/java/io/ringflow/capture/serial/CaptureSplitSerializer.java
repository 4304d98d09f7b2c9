package io.ringflow.capture.serial;

import io.ringflow.capture.split.CaptureSplit;
import io.ringflow.capture.split.FileSplit;
import io.ringflow.capture.split.LiveSplit;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Serializes splits for checkpoints and for their assignment to readers. Stateless and thread-safe.
 */
public final class CaptureSplitSerializer implements SimpleVersionedSerializer<CaptureSplit> {

    private static final int VERSION = 1;
    private static final int LIVE = 1;
    private static final int FILE = 2;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(CaptureSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        switch (split) {
            case LiveSplit live -> {
                out.writeByte(LIVE);
                out.writeUTF(live.host());
                out.writeUTF(live.interfaceName());
                out.writeInt(live.member());
                out.writeInt(live.members());
            }
            case FileSplit file -> {
                out.writeByte(FILE);
                out.writeUTF(file.path());
                out.writeInt(file.ordinal());
                out.writeLong(file.offset());
                out.writeLong(file.newestNanos());
            }
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public CaptureSplit deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("Unknown version " + version + " of a capture split");
        }
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case LIVE -> new LiveSplit(in.readUTF(), in.readUTF(), in.readInt(), in.readInt());
            case FILE -> new FileSplit(in.readUTF(), in.readInt(), in.readLong(), in.readLong());
            default -> throw new IOException("Unknown kind " + kind + " of a capture split");
        };
    }
}
