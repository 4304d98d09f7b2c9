package io.ringflow.capture.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.ringflow.model.GoldenBytes;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * A format whose bytes are in checkpoints or are sent between tasks, and a sample in the version
 * that is written.
 *
 * @param name of the file with the golden bytes
 * @param reader the class that refuses other versions, which its message names
 * @param oldest the oldest version that is read
 * @param version the version that is written
 * @param sample the bytes of a value that uses all of the format
 * @param rewriter reads a value and writes it again
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record StateFormat(
        String name, Class<?> reader, int oldest, int version, byte[] sample, Rewriter rewriter) {

    /** Reads and writes a value. */
    public interface Rewriter {

        /** Reads bytes as if they had a version, and returns how the value is written. */
        byte[] rewrite(int version, byte[] bytes) throws IOException;
    }

    /** The format of a serializer whose first byte is the version. */
    public static <T> StateFormat of(int oldest, RecordSerializer<T> serializer, T value)
            throws IOException {
        byte[] sample = write(serializer, value);
        Rewriter rewriter =
                (version, bytes) -> {
                    byte[] changed = bytes.clone();
                    changed[0] = (byte) version;
                    DataInputDeserializer in = new DataInputDeserializer(changed);
                    // As a job does that is restored, and as tasks do that share an object.
                    TypeSerializer<T> restored =
                            serializer.snapshotConfiguration().restoreSerializer();
                    T read = restored.deserialize(in);
                    assertThat(in.available()).as("bytes not read").isZero();
                    return write(serializer, restored.copy(read));
                };
        Class<?> reader = serializer.getClass();
        String name = reader.getSimpleName().replace("Serializer", "");
        return new StateFormat(name, reader, oldest, sample[0], sample, rewriter);
    }

    /** The bytes of a value. */
    public static <T> byte[] write(RecordSerializer<T> serializer, T value) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(value, out);
        return out.getCopyOfBuffer();
    }

    /** The format of a serializer whose version Flink keeps. */
    public static <T> StateFormat of(
            int oldest, SimpleVersionedSerializer<T> serializer, String name, T value)
            throws IOException {
        return new StateFormat(
                name,
                serializer.getClass(),
                oldest,
                serializer.getVersion(),
                serializer.serialize(value),
                (version, bytes) -> serializer.serialize(serializer.deserialize(version, bytes)));
    }

    /** Checks everything. */
    public void check() throws IOException {
        keepsItsBytes();
        refusesOtherVersions();
    }

    /** Writes the golden bytes, and reads all of them. */
    public void keepsItsBytes() throws IOException {
        byte[] golden = GoldenBytes.check(name + '-' + version, sample);
        assertThat(rewriter.rewrite(version, golden))
                .as("read and written again")
                .isEqualTo(golden);
    }

    /** Refuses the versions before and after those that it reads. */
    public void refusesOtherVersions() {
        refuses(oldest - 1, "an older");
        refuses(version + 1, "a newer");
    }

    private void refuses(int other, String writer) {
        assertThatIOException()
                .isThrownBy(() -> rewriter.rewrite(other, sample))
                .withMessage(
                        "%s reads versions %d to %d, but the data has version %d: it was written by"
                                + " %s Ringflow",
                        reader.getSimpleName(), oldest, version, other, writer);
    }

    @Override
    public String toString() {
        return name;
    }
}
