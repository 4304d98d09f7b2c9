/**
 * Writes flow records to files: an encoder that runs in parallel and a sink with exactly-once
 * semantics. Only the job and the command line use it.
 */
package io.ringflow.job.export;
