/**
 * Generators of traffic and load for the benchmark scripts. The JMH benchmarks are in the packages
 * of the code that they measure, to use its package-private members.
 */
package io.ringflow.bench;
