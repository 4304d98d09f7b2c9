package io.ringflow.job.local;

import io.ringflow.model.Observer;

/**
 * How far a live capture has been counted. Immutable.
 *
 * @param observer host and interface
 * @param member number of the capture among those that share the interface
 * @param captureNanos start of the capture, which identifies it
 * @param frames number of frames that were counted, or recorded as lost
 * @param drops number of packets dropped by the kernel that were counted, or recorded as lost
 * @param newestNanos newest event time of the capture
 */
record ReadMark(
        Observer observer,
        int member,
        long captureNanos,
        long frames,
        long drops,
        long newestNanos) {}
