package io.ringflow.capture.split;

import java.util.List;

/**
 * The enumerator's state in a checkpoint.
 *
 * @param filesAssigned whether the files have been assigned to readers
 * @param returned splits that no reader has now: files given back by a lost reader, and interfaces
 *     of hosts that have not come back, with their positions
 * @param assigned live splits whose positions are in the state of readers
 */
public record CaptureEnumeratorState(
        boolean filesAssigned, List<CaptureSplit> returned, List<LiveSplit> assigned) {

    /** The state of a new job. */
    public static final CaptureEnumeratorState INITIAL =
            new CaptureEnumeratorState(false, List.of(), List.of());

    public CaptureEnumeratorState {
        returned = List.copyOf(returned);
        assigned = List.copyOf(assigned);
    }
}
