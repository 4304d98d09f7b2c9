/**
 * Serves the state of a job over gRPC, in each process that runs tasks of the job. Only its
 * settings, exceptions and server are used from outside.
 */
package io.ringflow.rpc.server;
