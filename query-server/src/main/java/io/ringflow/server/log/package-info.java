/** The request log: one line for each request. Only the server's wiring and WebSockets use it. */
package io.ringflow.server.log;
