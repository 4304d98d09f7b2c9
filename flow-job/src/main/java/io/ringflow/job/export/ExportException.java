package io.ringflow.job.export;

import io.ringflow.model.text.IoReason;
import java.io.IOException;

/** An export can't be written. The message names the export, the reason and the remedy. */
public final class ExportException extends IOException {

    private static final long serialVersionUID = 1;

    private final boolean readerGone;

    private ExportException(String message, IOException cause) {
        super(message, cause);
        this.readerGone = IoReason.isBrokenPipe(cause);
    }

    /** Describes a failure to open or write an export. */
    public static ExportException of(FileExport export, IOException e) {
        String reason = IoReason.of(e);
        boolean standardOutput = export.path().equals(FileExport.STANDARD_OUTPUT);
        if (standardOutput && reason.equals(IoReason.CLOSED)) {
            return new ExportException(
                    "standard output is closed, so flows can't be written; redirect it, or give"
                            + " -o OUT",
                    e);
        }
        String name = standardOutput ? "standard output" : export.path();
        String remedy =
                reason.equals(IoReason.FULL)
                        ? "; the last complete record is kept. Make room, or write elsewhere"
                        : "; write elsewhere";
        return new ExportException(name + ": can't be written: " + reason + remedy, e);
    }

    /** Returns true if the export is a pipe whose reader has gone. */
    public boolean readerGone() {
        return readerGone;
    }
}
