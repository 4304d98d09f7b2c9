/** The commands of a cluster: JobManager, TaskManager, query server, submit and keys. */
package io.ringflow.cli.cluster;
