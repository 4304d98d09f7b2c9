package io.ringflow.model.format;

import io.ringflow.model.Flow;
import java.io.ByteArrayOutputStream;
import java.util.Locale;

/**
 * Writes flows as text into memory, one record after the other. Not thread-safe: one instance a
 * thread.
 */
public interface FlowWriter {

    /** The formats of exports. */
    enum Format {
        NDJSON,
        CSV,
        TABLE;

        /** A writer of this format. */
        public FlowWriter writer() {
            return switch (this) {
                case NDJSON -> new NdjsonWriter();
                case CSV -> new CsvWriter();
                case TABLE -> new TableWriter();
            };
        }

        /** The word users write. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What stands once before the first record: column names, or nothing. */
    byte[] header();

    /** Appends one record. */
    void write(Flow flow, ByteArrayOutputStream out);
}
