package io.ringflow.server.stream;

import java.time.Instant;
import java.util.Optional;

/**
 * Whom a WebSocket is for.
 *
 * @param address the peer's, without the port
 * @param user the token's name; empty without tokens
 * @param until when the connection has to end because the token does; empty for never
 */
public record Visitor(String address, Optional<String> user, Optional<Instant> until) {}
