/**
 * Finds the processes that may answer for a job, from the configuration or from Flink's REST
 * server. Knows nothing of gRPC. Used by the state client; the command line chooses which {@link
 * io.ringflow.rpc.discovery.Discovery} to use.
 */
package io.ringflow.rpc.discovery;
