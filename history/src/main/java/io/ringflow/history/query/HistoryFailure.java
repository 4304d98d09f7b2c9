package io.ringflow.history.query;

import io.ringflow.model.state.StateException;
import io.ringflow.model.state.StateException.Reason;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;

/** What failed queries of DuckDB mean for those who asked. */
final class HistoryFailure {

    /** How DuckDB begins the message of a cancelled query. */
    static final String INTERRUPTED = "INTERRUPT Error";

    private static final String REASON = "Error: ";

    private HistoryFailure() {}

    static StateException of(Throwable cause) {
        if (cause instanceof StateException known) {
            return known;
        }
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof InterruptedException
                || cause instanceof CancellationException
                || message.contains(INTERRUPTED)) {
            return HistoryEngine.cancelled();
        }
        if (message.contains("Out of Memory")) {
            return new StateException(
                    Reason.REFUSED,
                    "the answer needs more memory than the history may use; ask for fewer keys or"
                            + " less time",
                    cause);
        }
        if (cause instanceof SQLException) {
            return new StateException(
                    Reason.UNAVAILABLE, "the history can't be read: " + reason(message), cause);
        }
        throw new IllegalStateException("a query of the history failed", cause);
    }

    /** Returns true if a file that a query was to read had been replaced by another one. */
    static boolean isLostFile(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.contains("No such file") || message.contains("No files found");
    }

    /** What DuckDB says, without its own place in the code and in the statement. */
    private static String reason(String message) {
        return message.lines()
                .filter(line -> line.startsWith(REASON))
                .map(line -> line.substring(REASON.length()))
                .findFirst()
                .or(() -> message.lines().findFirst())
                .orElse("no reason given");
    }
}
