/**
 * Fragments of flows: their layout, the tables in which they are merged, and the batches in which
 * they are sent to the shards.
 */
package io.ringflow.capture.fragment;
