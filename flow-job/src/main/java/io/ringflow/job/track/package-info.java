/**
 * Flow tracking: folds the fragments of a shard into its flow table in event-time order, ends flows
 * and emits their records. The operators that run it are elsewhere.
 */
package io.ringflow.job.track;
