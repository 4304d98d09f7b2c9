/**
 * The flow table of a shard: rows in pages, their layout, and the indexes and lists of flows. It
 * knows fragments, but not when flows start and end.
 */
package io.ringflow.job.table;
