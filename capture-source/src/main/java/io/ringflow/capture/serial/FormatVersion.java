package io.ringflow.capture.serial;

import java.io.IOException;

/** Refuses bytes in a version that their reader does not know. Stateless and thread-safe. */
public final class FormatVersion {

    private FormatVersion() {}

    /**
     * Checks the version of bytes that are about to be read.
     *
     * @param reader the class that reads them, which the message names
     * @param oldest the oldest version that it reads
     * @param newest the version that it writes
     * @throws IOException if it does not read this version; says who has written the bytes
     */
    public static void check(Class<?> reader, int version, int oldest, int newest)
            throws IOException {
        if (version < oldest || version > newest) {
            throw new IOException(
                    reader.getSimpleName()
                            + " reads versions "
                            + oldest
                            + " to "
                            + newest
                            + ", but the data has version "
                            + version
                            + ": it was written by "
                            + (version > newest ? "a newer" : "an older")
                            + " Ringflow");
        }
    }
}
