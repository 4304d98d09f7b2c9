/**
 * The client of the state service: {@link io.ringflow.rpc.client.ClusterFlowState} keeps track of
 * the processes that answer for a job, asks all of them over gRPC and merges their answers. It is
 * the entry point; the command line creates it, and the query server sees it as a {@link
 * io.ringflow.model.state.FlowState}.
 */
package io.ringflow.rpc.client;
