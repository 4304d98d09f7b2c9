/**
 * The connections of clients: limits their number and how long each phase may take, and checks how
 * requests are framed. Wraps Helidon's connections; only the server's wiring uses it. Knows nothing
 * of routes, tokens or WebSocket messages.
 */
package io.ringflow.server.connection;
