package io.ringflow.history.store;

import io.ringflow.model.text.IoReason;
import java.io.IOException;
import java.nio.file.Path;

/** Says why a directory of Parquet files can't be written, and what to do. */
final class WriteFailure {

    private WriteFailure() {}

    static IOException of(Path directory, IOException e) {
        String reason = IoReason.of(e);
        String remedy = reason.contains(IoReason.FULL) ? "make room" : "write elsewhere";
        return new IOException(directory + ": can't be written: " + reason + "; " + remedy, e);
    }
}
