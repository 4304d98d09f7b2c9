/**
 * Decides which requests are answered: tokens, scopes, rate limits, origins and the rules for
 * localhost, and loads the TLS certificate. Knows nothing of what is asked. The server's wiring
 * adds the filters; the command line also applies {@link io.ringflow.server.security.ForeignGate}
 * to Flink's REST server.
 */
package io.ringflow.server.security;
