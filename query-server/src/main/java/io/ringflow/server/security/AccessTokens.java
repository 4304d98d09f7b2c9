package io.ringflow.server.security;

import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configured tokens. Immutable. */
final class AccessTokens {

    private final Map<AccessToken, byte[]> digests = new LinkedHashMap<>();
    private final InstantSource clock;

    AccessTokens(List<AccessToken> tokens, InstantSource clock) {
        tokens.forEach(token -> digests.put(token, HexFormat.of().parseHex(token.sha256())));
        this.clock = clock;
    }

    /**
     * Finds the configured token; empty if it is unknown or has expired. Compares every byte of
     * every hash, so that the time taken reveals nothing.
     */
    Optional<AccessToken> find(String token) {
        byte[] digest = AccessToken.digest(token);
        AccessToken found = null;
        for (Map.Entry<AccessToken, byte[]> known : digests.entrySet()) {
            if (MessageDigest.isEqual(known.getValue(), digest)) {
                found = known.getKey();
            }
        }
        Instant now = clock.instant();
        return Optional.ofNullable(found)
                .filter(match -> match.expires().map(now::isBefore).orElse(true));
    }
}
