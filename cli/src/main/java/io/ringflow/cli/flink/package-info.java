/**
 * Flink's processes, in this one or on a cluster: their settings, keys and ports, and the jobs on
 * them.
 */
package io.ringflow.cli.flink;
