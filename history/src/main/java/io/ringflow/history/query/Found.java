package io.ringflow.history.query;

import io.ringflow.model.state.StateException;
import java.util.function.Supplier;

/**
 * What the history answered.
 *
 * @param missing why it did not; empty if it did
 */
record Found<T>(T answer, String missing) {

    /** Asks the history; if it can't be read, memory alone answers, and the coverage says so. */
    static <T> Found<T> of(Supplier<T> question, T otherwise) {
        try {
            return new Found<>(question.get(), "");
        } catch (StateException e) {
            if (e.reason() != StateException.Reason.UNAVAILABLE) {
                throw e;
            }
            return new Found<>(otherwise, e.getMessage());
        }
    }
}
