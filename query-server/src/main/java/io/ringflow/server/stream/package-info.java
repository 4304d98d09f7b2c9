/** Live updates over WebSocket: connections, and what many of them share. */
package io.ringflow.server.stream;
