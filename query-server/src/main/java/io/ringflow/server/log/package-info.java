/**
 * The request log: one line for each request. Used by the server's wiring and by WebSockets; the
 * command line formats its lines.
 */
package io.ringflow.server.log;
