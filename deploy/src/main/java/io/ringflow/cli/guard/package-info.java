/** Who may ask Flink's REST server for what, and how Ringflow's own commands ask it. */
package io.ringflow.cli.guard;
