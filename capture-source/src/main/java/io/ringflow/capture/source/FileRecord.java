package io.ringflow.capture.source;

import io.ringflow.capture.fold.CaptureFold.Closed;

/**
 * A closed bucket of a file split, on its way from the fetcher thread to the task thread.
 *
 * @param closed the bucket, or only counts or a time
 * @param emitted number of closed buckets of the split, this one included
 * @param counted number of the split's frames that were counted with them
 */
record FileRecord<P>(Closed<P> closed, long emitted, long counted) {}
