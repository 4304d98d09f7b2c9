/** DuckDB in this process: connections with bounded memory and threads. */
package io.ringflow.history.duck;
