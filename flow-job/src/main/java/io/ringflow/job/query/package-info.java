/**
 * Answers queries from the state that the tasks of this process have published: lists, scans, top
 * lists, statistics. Used by the state service, and by commands that run the job in their own
 * process.
 */
package io.ringflow.job.query;
