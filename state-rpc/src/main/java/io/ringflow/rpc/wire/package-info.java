/**
 * Converts queries and answers to the messages of {@code ringflow/state/v1/flow_state.proto} and
 * back, for processes that query each other over gRPC.
 */
package io.ringflow.rpc.wire;
