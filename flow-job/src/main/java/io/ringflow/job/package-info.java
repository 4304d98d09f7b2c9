/**
 * The Flink job: wires capture, tracking, rollups and exports together. The packages below never
 * use this one.
 */
package io.ringflow.job;
