package io.ringflow.job.export;

import io.ringflow.model.format.FlowWriter;

/** Finds where the last complete record of an export ends. */
final class RecordEnd {

    private RecordEnd() {}

    /**
     * How many bytes of a chunk its complete records take.
     *
     * @param chunk whole records
     * @param length how much of the chunk there is
     */
    static int within(byte[] chunk, int length, FlowWriter.Format format) {
        // Only in CSV can a record hold a line break: within quotes.
        boolean quotes = format == FlowWriter.Format.CSV;
        boolean quoted = false;
        int end = 0;
        for (int i = 0; i < length; i++) {
            quoted ^= quotes && chunk[i] == '"';
            if (chunk[i] == '\n' && !quoted) {
                end = i + 1;
            }
        }
        return end;
    }
}
