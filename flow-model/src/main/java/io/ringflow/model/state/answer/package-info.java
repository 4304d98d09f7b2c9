/**
 * The answers of {@code FlowState}: flows, sums, losses and health, each with the part of the job
 * that it covers. Immutable values.
 */
package io.ringflow.model.state.answer;
