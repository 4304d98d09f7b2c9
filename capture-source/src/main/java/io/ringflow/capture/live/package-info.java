/**
 * Live captures: the registry of those that run in the process, and the thread of each one, which
 * opens the ring, folds its packets, keeps time on a silent link and reports drops and gaps.
 */
package io.ringflow.capture.live;
