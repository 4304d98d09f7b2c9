package io.ringflow.job.export;

import io.ringflow.model.text.IoReason;
import java.io.IOException;

/**
 * A delivery throws this if the job must end because an export can't be written. After any other
 * exception the delivery is tried again. The message names the export, the reason and the remedy.
 */
public final class ExportException extends IOException {

    private static final long serialVersionUID = 1;

    private final boolean readerGone;

    /**
     * Creates the exception of a failure to write.
     *
     * @param cause what failed
     */
    public ExportException(String message, IOException cause) {
        super(message, cause);
        this.readerGone = IoReason.isBrokenPipe(cause);
    }

    /** Creates the exception of an export that can't be continued. */
    public ExportException(String message) {
        super(message);
        this.readerGone = false;
    }

    /** Returns true if the export is a pipe whose reader has gone. */
    public boolean readerGone() {
        return readerGone;
    }
}
