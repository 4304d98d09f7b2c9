/**
 * Live captures: the reader of the source, the life of each capture on its fetcher thread (opening,
 * heartbeat, counters, gaps), and the rings held between two readers. Used by {@code source} only.
 */
package io.ringflow.capture.live;
