package io.ringflow.capture.split;

import java.util.List;

/**
 * The enumerator's state in a checkpoint.
 *
 * @param filesAssigned whether the files have been assigned to readers
 * @param returned splits that no reader has now: files given back by a lost reader, and interfaces
 *     of hosts that have not come back, with their positions
 */
public record CaptureEnumeratorState(boolean filesAssigned, List<CaptureSplit> returned) {

    /** The state of a new job. */
    public static final CaptureEnumeratorState INITIAL =
            new CaptureEnumeratorState(false, List.of());

    public CaptureEnumeratorState {
        returned = List.copyOf(returned);
    }
}
