package io.ringflow.model.format;

import io.ringflow.model.Flow;
import io.ringflow.model.field.FlowField;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes flows as text into memory, one record after the other. Not thread-safe. */
public interface FlowWriter {

    /** The formats of exports. */
    enum Format {
        NDJSON(".ndjson"),
        CSV(".csv"),
        TABLE("");

        private final String extension;

        /**
         * Creates a format.
         *
         * @param extension of files in this format, with its dot; empty if there is none
         */
        Format(String extension) {
            this.extension = extension;
        }

        /** The format that a file's extension names, or empty if it names none. */
        public static Optional<Format> ofFile(String path) {
            String name = path.toLowerCase(Locale.ROOT);
            return Arrays.stream(values())
                    .filter(format -> !format.extension.isEmpty())
                    .filter(format -> name.endsWith(format.extension))
                    .findAny();
        }

        /** The words that users write for the formats. */
        public static List<String> words() {
            return Arrays.stream(values()).map(Format::text).toList();
        }

        /** A writer of this format, with safe cells. */
        public FlowWriter writer() {
            return writer(CsvText.SAFE, 0);
        }

        /**
         * A writer of this format.
         *
         * @param csv how text becomes a cell if the format is CSV
         * @param columns characters per line if the format is a table; 0 for no limit
         */
        public FlowWriter writer(CsvText csv, int columns) {
            return switch (this) {
                case NDJSON -> ndjson(List.of(FlowField.values()));
                case CSV -> csv(List.of(FlowField.values()), csv);
                case TABLE -> new TableWriter(columns);
            };
        }

        /** The word users write. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A writer of one JSON object per line, with these fields. */
    static FlowWriter ndjson(List<FlowField> fields) {
        return new NdjsonWriter(fields);
    }

    /** A writer of RFC 4180 lines with safe cells, with these fields as columns. */
    static FlowWriter csv(List<FlowField> fields) {
        return csv(fields, CsvText.SAFE);
    }

    /** A writer of RFC 4180 lines, with these fields as columns in this order. */
    static FlowWriter csv(List<FlowField> fields, CsvText cells) {
        return new CsvWriter(fields, cells);
    }

    /** What comes before the first record: column names, or nothing. */
    byte[] header();

    /** Appends one record. */
    void write(Flow flow, ByteArrayOutputStream out);
}
