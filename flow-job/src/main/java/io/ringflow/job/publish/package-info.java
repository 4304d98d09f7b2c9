/**
 * The state that the tasks of a job publish in their process: shards, capture totals, rollups and
 * the changes of flows. Operators publish it and queries read it.
 */
package io.ringflow.job.publish;
