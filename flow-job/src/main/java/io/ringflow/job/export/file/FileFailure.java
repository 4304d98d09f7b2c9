package io.ringflow.job.export.file;

import io.ringflow.job.export.ExportException;
import io.ringflow.job.export.TargetGoneException;
import io.ringflow.model.text.IoReason;
import java.io.IOException;

/** Says why a file can't be written, and what to do. */
final class FileFailure {

    private FileFailure() {}

    /**
     * Returns the exception for a failure. It ends a replay, which can be run again, but not a live
     * capture.
     */
    static IOException of(FileTarget target, IOException e, boolean live) {
        if (e instanceof ExportException || e instanceof TargetGoneException) {
            return e;
        }
        // A named pipe may get another reader, the standard output never does.
        if (live && target.isStandardOutput() && IoReason.isBrokenPipe(e)) {
            return new TargetGoneException(target.name() + ": its reader has gone", e);
        }
        String message = message(target, IoReason.of(e), live);
        return live ? new IOException(message, e) : new ExportException(message, e);
    }

    private static String message(FileTarget target, String reason, boolean live) {
        if (target.isStandardOutput() && reason.equals(IoReason.CLOSED)) {
            return "standard output is closed, so flows can't be written; redirect it, or give"
                    + " -o OUT";
        }
        String remedy = "; write elsewhere";
        if (reason.equals(IoReason.FULL)) {
            remedy =
                    live
                            ? "; make room"
                            : "; the last complete record is kept. Make room, or write elsewhere";
        }
        return target.name() + ": can't be written: " + reason + remedy;
    }
}
