package io.ringflow.job.export;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Serializes the length of an export file for checkpoints. */
final class LengthSerializer implements SimpleVersionedSerializer<Long> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(Long length) {
        return ByteBuffer.allocate(Long.BYTES).putLong(length).array();
    }

    @Override
    public Long deserialize(int version, byte[] bytes) throws IOException {
        if (version != VERSION) {
            throw new IOException("Unknown version " + version + " of an export's state");
        }
        return ByteBuffer.wrap(bytes).getLong();
    }
}
