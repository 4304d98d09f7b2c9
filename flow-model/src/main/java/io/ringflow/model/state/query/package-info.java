/**
 * The questions that {@code FlowState} answers: what to list, to rank, to add up over time, and in
 * which unit. Immutable values, checked when they are made.
 */
package io.ringflow.model.state.query;
