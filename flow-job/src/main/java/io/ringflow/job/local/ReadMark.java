package io.ringflow.job.local;

import io.ringflow.model.Observer;

/**
 * How far a live capture had been counted at a moment.
 *
 * @param observer host and interface
 * @param member which of the captures that share the interface it is
 * @param captureNanos when the capture began, which tells it from others of the same interface
 * @param frames its frames that have been counted, or were lost and are recorded as that
 * @param drops its packets that the kernel dropped, likewise
 * @param newestNanos its newest event time
 */
record ReadMark(
        Observer observer,
        int member,
        long captureNanos,
        long frames,
        long drops,
        long newestNanos) {}
