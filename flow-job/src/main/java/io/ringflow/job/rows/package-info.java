/**
 * Filters and orders flows in the rows of a shard's table, without an object for each flow. Used by
 * queries and by the feed of changes.
 */
package io.ringflow.job.rows;
