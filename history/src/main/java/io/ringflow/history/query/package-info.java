/**
 * Queries over the history: filters as SQL, the reader of its files, and one state over what a job
 * remembers and what its history keeps.
 */
package io.ringflow.history.query;
