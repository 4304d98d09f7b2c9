/**
 * Sums of traffic by dimension: tables that collect them while flows are folded, and the closed
 * windows of seconds, minutes and hours that queries read. Operators and answers are elsewhere.
 */
package io.ringflow.job.rollup;
