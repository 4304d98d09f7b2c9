package io.ringflow.job.export;

import io.ringflow.model.Flow;
import java.io.ByteArrayOutputStream;

/** Writes flows as bytes, one record after the other. Used by one thread. */
@FunctionalInterface
public interface RecordEncoder {

    /** Appends one record. */
    void write(Flow flow, ByteArrayOutputStream out);

    /**
     * Returns the records of one chunk as they are delivered, such as compressed.
     *
     * @param records what {@link #write} has appended; reused for the next chunk
     */
    default byte[] pack(ByteArrayOutputStream records) {
        return records.toByteArray();
    }
}
