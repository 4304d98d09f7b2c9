/** Who may send which requests to Flink's REST server, and the token and TLS of its clients. */
package io.ringflow.cli.guard;
