package io.ringflow.server.stream;

import java.time.Instant;
import java.util.Optional;

/**
 * The client of a WebSocket.
 *
 * @param address the peer's address, without the port
 * @param user the token's name; empty if tokens are not used
 * @param until when the token expires and the connection must end; empty for never
 */
public record WebSocketClient(String address, Optional<String> user, Optional<Instant> until) {}
