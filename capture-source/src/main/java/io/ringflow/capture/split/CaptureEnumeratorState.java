package io.ringflow.capture.split;

import java.util.List;

/**
 * The enumerator's state in a checkpoint.
 *
 * @param filesAssigned whether the files have been assigned to readers
 * @param returned splits that no reader has now: files given back by a lost reader, and interfaces
 *     of hosts that have not come back, with their positions
 * @param assigned live splits whose positions are in the state of readers
 * @param hashSeed seed of the hash of flows' keys, for the job's whole life; 0 for files, whose
 *     flows have the same ids on every replay
 */
public record CaptureEnumeratorState(
        boolean filesAssigned,
        List<CaptureSplit> returned,
        List<LiveSplit> assigned,
        long hashSeed) {

    /** The state of a new job. */
    public static CaptureEnumeratorState initial(long hashSeed) {
        return new CaptureEnumeratorState(false, List.of(), List.of(), hashSeed);
    }

    public CaptureEnumeratorState {
        returned = List.copyOf(returned);
        assigned = List.copyOf(assigned);
    }
}
