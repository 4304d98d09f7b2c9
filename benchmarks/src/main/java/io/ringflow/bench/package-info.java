/**
 * Generators of traffic and load for the benchmark scripts. The JMH benchmarks stand in the
 * packages of what they measure, to reach what is not public.
 */
package io.ringflow.bench;
