/**
 * What the commands that start a job share: captures to read, outputs to write, the report of a
 * replay and the query server.
 */
package io.ringflow.cli.job;
