package io.ringflow.capture.source;

import io.ringflow.capture.fold.CaptureFold.Closed;

/**
 * A closed bucket of a file split, on its way from the fetcher thread to the task thread.
 *
 * @param closed the bucket, or only counts or a time
 * @param emitted position of the split after this record
 */
record FileRecord<P>(Closed<P> closed, long emitted) {}
