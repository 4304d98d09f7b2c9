/**
 * Answers queries from the state that the tasks of this process have published: lists, scans, top
 * lists, statistics. Nothing but the state service and the caller of a query may depend on it.
 */
package io.ringflow.job.query;
