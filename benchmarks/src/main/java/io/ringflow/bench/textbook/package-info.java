/**
 * Flow tracking as a Flink textbook writes it: a key per flow, session windows, an aggregate
 * function and state with a time to live. It is the oracle that the real job is tested against, and
 * stands beside it in the benchmark. Nothing else may depend on it.
 */
package io.ringflow.bench.textbook;
