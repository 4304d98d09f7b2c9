/**
 * Runs exports: encodes records in parallel, queues them, and delivers them in a thread of its own,
 * so that no target can hold up the job.
 */
package io.ringflow.job.export.queue;
