package io.ringflow.model.format;

import io.ringflow.model.Flow;
import io.ringflow.model.field.FlowField;
import java.io.ByteArrayOutputStream;
import java.time.Clock;
import java.time.ZoneId;
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
        TABLE(""),
        /** Columns of many flows, not a sequence of records; {@link #isText} is false. */
        PARQUET(".parquet"),
        /** Zeek's {@code conn.log} as tab-separated values. */
        ZEEK("conn.log"),
        /** Zeek's {@code conn.log} as JSON. */
        ZEEK_JSON(""),
        /** Suricata's EVE JSON. */
        EVE("eve.json");

        private final String fileName;

        /**
         * Creates a format.
         *
         * @param fileName of files in this format: an extension with its dot, or the whole name;
         *     empty if no name says that a file has this format
         */
        Format(String fileName) {
            this.fileName = fileName;
        }

        /** The words that users write for the formats. */
        public static List<String> words() {
            return Arrays.stream(values()).map(Format::text).toList();
        }

        /** The extensions and names of files that say a format, for messages. */
        public static List<String> fileNames() {
            return Arrays.stream(values())
                    .map(format -> format.fileName)
                    .filter(name -> !name.isEmpty())
                    .toList();
        }

        /**
         * The format that a file's name says, or empty if it says none. This is the only place that
         * knows which name means which format.
         *
         * @param path a path without the extension of a compression
         */
        public static Optional<Format> ofFile(String path) {
            String name = path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
            return Arrays.stream(values()).filter(format -> format.isNameOf(name)).findAny();
        }

        private boolean isNameOf(String file) {
            if (fileName.isEmpty()) {
                return false;
            }
            return fileName.startsWith(".") ? file.endsWith(fileName) : file.equals(fileName);
        }

        /** Returns true if a {@link FlowWriter} writes the format, one record after the other. */
        public boolean isText() {
            return this != PARQUET;
        }

        /**
         * Returns true if the format has records of flows that go on. The logs of Zeek and Suricata
         * have one record of each flow, written when it has ended; their readers would add up the
         * counters of others.
         */
        public boolean hasInterim() {
            return switch (this) {
                case NDJSON, CSV, TABLE, PARQUET -> true;
                case ZEEK, ZEEK_JSON, EVE -> false;
            };
        }

        /** Returns true if users can choose the fields. */
        public boolean choosesFields() {
            return switch (this) {
                case NDJSON, CSV, PARQUET -> true;
                case TABLE, ZEEK, ZEEK_JSON, EVE -> false;
            };
        }

        /** A writer of this format, with safe cells. */
        public FlowWriter writer() {
            return writer(CsvText.SAFE, 0);
        }

        /**
         * A writer of this format, which must be {@linkplain #isText text}.
         *
         * @param csv how text becomes a cell if the format is CSV
         * @param columns characters per line if the format is a table; 0 for no limit
         */
        public FlowWriter writer(CsvText csv, int columns) {
            return switch (this) {
                case NDJSON -> ndjson(List.of(FlowField.values()));
                case CSV -> csv(List.of(FlowField.values()), csv);
                case TABLE -> new TableWriter(columns);
                case PARQUET -> throw new IllegalArgumentException("Parquet is not text");
                case ZEEK -> ZeekWriter.tsv(Clock.system(ZoneId.systemDefault()));
                case ZEEK_JSON -> ZeekWriter.json();
                case EVE -> eve(EveEvents.FLOW);
            };
        }

        /** The word users write. */
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
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

    /** A writer of Suricata's EVE JSON, with these events of each flow. */
    static FlowWriter eve(EveEvents events) {
        return new EveWriter(events);
    }

    /** What comes before the first record: column names, or nothing. */
    byte[] header();

    /** What comes after the last record when a file is complete; mostly nothing. */
    default byte[] footer() {
        return new byte[0];
    }

    /** Appends one record. */
    void write(Flow flow, ByteArrayOutputStream out);
}
