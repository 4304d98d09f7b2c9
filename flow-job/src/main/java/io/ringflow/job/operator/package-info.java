/**
 * Flink operators and the part of the job graph that windows sums. They own no structures: they
 * change those of tracking, captures and rollups, and publish them. Only the job uses them.
 */
package io.ringflow.job.operator;
