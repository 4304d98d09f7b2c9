package io.ringflow.capture.split;

import io.ringflow.capture.log.LogPosition;
import io.ringflow.capture.serial.FormatVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Serializes splits for checkpoints and for their assignment to readers. Stateless and thread-safe.
 */
public final class CaptureSplitSerializer implements SimpleVersionedSerializer<CaptureSplit> {

    private static final int VERSION = 5;

    /** Has no time of the assignment. */
    private static final int COUNTED_FILES = 4;

    /** Has no counted frames of files either. */
    private static final int OLDEST_VERSION = 3;

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
                out.writeLong(live.hashSeed());
                out.writeShort(live.fanoutGroup());
                out.writeLong(live.assignedNanos());
                LogPosition position = live.position();
                out.writeLong(position.logId());
                out.writeLong(position.next());
                out.writeLong(position.frames());
                out.writeLong(position.drops());
                out.writeLong(position.eventNanos());
            }
            case FileSplit file -> {
                out.writeByte(FILE);
                out.writeUTF(file.observer());
                out.writeInt(file.sequences().size());
                for (List<String> sequence : file.sequences()) {
                    out.writeInt(sequence.size());
                    for (String path : sequence) {
                        out.writeUTF(path);
                    }
                }
                out.writeInt(file.ordinal());
                out.writeLong(file.emitted());
                out.writeLong(file.counted());
            }
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public CaptureSplit deserialize(int version, byte[] bytes) throws IOException {
        FormatVersion.check(getClass(), version, OLDEST_VERSION, VERSION);
        DataInputDeserializer in = new DataInputDeserializer(bytes);
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case LIVE ->
                    new LiveSplit(
                            in.readUTF(),
                            in.readUTF(),
                            in.readInt(),
                            in.readInt(),
                            in.readLong(),
                            in.readUnsignedShort(),
                            version <= COUNTED_FILES ? 0 : in.readLong(),
                            readPosition(in));
            case FILE ->
                    new FileSplit(
                            in.readUTF(),
                            readSequences(in),
                            in.readInt(),
                            in.readLong(),
                            version == OLDEST_VERSION ? 0 : in.readLong());
            default -> throw new IOException("Unknown kind " + kind + " of a capture split");
        };
    }

    private static LogPosition readPosition(DataInputDeserializer in) throws IOException {
        return new LogPosition(
                in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
    }

    private static List<List<String>> readSequences(DataInputDeserializer in) throws IOException {
        List<List<String>> sequences = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            List<String> paths = new ArrayList<>();
            for (int files = in.readInt(); files > 0; files--) {
                paths.add(in.readUTF());
            }
            sequences.add(paths);
        }
        return sequences;
    }
}
