/**
 * The live state's questions and answers as messages of {@code ringflow/state/v1/flow_state.proto},
 * for processes that ask each other over gRPC.
 */
package io.ringflow.model.state.wire;
