package io.ringflow.capture.source;

import java.util.List;

/**
 * What the enumerator remembers in a checkpoint. Live splits are not in it: where they belong
 * follows from the hosts that are there after a recovery.
 *
 * @param filesAssigned true once the files have been handed to the readers
 * @param returned files that a lost reader gave back
 */
public record CaptureEnumeratorState(boolean filesAssigned, List<FileSplit> returned) {

    /** The state before anything happened. */
    static final CaptureEnumeratorState INITIAL = new CaptureEnumeratorState(false, List.of());

    public CaptureEnumeratorState {
        returned = List.copyOf(returned);
    }
}
