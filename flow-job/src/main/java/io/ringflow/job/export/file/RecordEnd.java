package io.ringflow.job.export.file;

import io.ringflow.model.format.FlowWriter;

/** Finds the end of the last complete record in a chunk of an export. */
final class RecordEnd {

    private RecordEnd() {}

    /**
     * Returns the number of bytes that complete records take in a partly written chunk.
     *
     * @param chunk encoded records
     * @param length number of bytes written
     */
    static int within(byte[] chunk, int length, FlowWriter.Format format) {
        // Only CSV records may contain line breaks, within quotes.
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
