/**
 * Local aggregation: folds the packets of a capture task into fragments and sends them to the
 * shards. Only the job uses it.
 */
package io.ringflow.job.local;
