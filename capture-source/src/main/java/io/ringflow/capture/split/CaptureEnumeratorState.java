package io.ringflow.capture.split;

import java.util.List;

/**
 * The enumerator's state in a checkpoint. It has no live splits: after a recovery they are assigned
 * again according to the hosts on which the readers run.
 *
 * @param filesAssigned whether the files have been assigned to readers
 * @param returned files given back by a lost reader
 */
public record CaptureEnumeratorState(boolean filesAssigned, List<FileSplit> returned) {

    /** The state of a new job. */
    public static final CaptureEnumeratorState INITIAL =
            new CaptureEnumeratorState(false, List.of());

    public CaptureEnumeratorState {
        returned = List.copyOf(returned);
    }
}
