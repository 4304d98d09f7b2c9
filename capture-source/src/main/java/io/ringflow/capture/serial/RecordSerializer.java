package io.ringflow.capture.serial;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Base of the serializers of the job's own types. Each record starts with a byte that holds the
 * version of its layout. Stateless and thread-safe.
 *
 * @param <T> the type, which is treated as mutable
 */
public abstract class RecordSerializer<T> extends TypeSerializerSingleton<T> {

    private static final long serialVersionUID = 1;

    /** The oldest version that {@link #read} reads. */
    protected int oldestVersion() {
        return 1;
    }

    /** The version that {@link #write} writes. */
    protected abstract int version();

    /** Writes a record's content. */
    protected abstract void write(T record, DataOutputView out) throws IOException;

    /** Reads a record's content in the layout of a version that is not too old. */
    protected abstract T read(int version, DataInputView in) throws IOException;

    @Override
    public final void serialize(T record, DataOutputView out) throws IOException {
        out.writeByte(version());
        write(record, out);
    }

    @Override
    public final T deserialize(DataInputView in) throws IOException {
        int version = in.readUnsignedByte();
        FormatVersion.check(getClass(), version, oldestVersion(), version());
        return read(version, in);
    }

    @Override
    public final T deserialize(T reuse, DataInputView in) throws IOException {
        return deserialize(in);
    }

    @Override
    public final void copy(DataInputView in, DataOutputView out) throws IOException {
        serialize(deserialize(in), out);
    }

    @Override
    public T copy(T from) {
        try {
            DataOutputSerializer out = new DataOutputSerializer(1024);
            serialize(from, out);
            return deserialize(new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
        } catch (IOException e) {
            throw new IllegalStateException("A record can't be copied in memory", e);
        }
    }

    @Override
    public final T copy(T from, T reuse) {
        return copy(from);
    }

    @Override
    public final T createInstance() {
        return null;
    }

    @Override
    public final boolean isImmutableType() {
        return false;
    }

    @Override
    public final int getLength() {
        return -1;
    }
}
