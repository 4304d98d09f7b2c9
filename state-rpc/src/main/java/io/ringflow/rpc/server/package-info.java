/**
 * Serves the state of a job over gRPC, in each process that runs tasks of the job. The job uses the
 * server, its settings and the claims of its tasks; the command line uses the settings.
 */
package io.ringflow.rpc.server;
