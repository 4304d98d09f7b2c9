package io.ringflow.server.security;

import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The tokens that are good. Immutable, asked by all requests' threads. */
final class AccessTokens {

    private final Map<AccessToken, byte[]> digests = new LinkedHashMap<>();
    private final InstantSource clock;

    AccessTokens(List<AccessToken> tokens, InstantSource clock) {
        tokens.forEach(each -> digests.put(each, HexFormat.of().parseHex(each.sha256())));
        this.clock = clock;
    }

    /**
     * Whose token it is; empty for an unknown or expired one. Compares with every token and each
     * byte of the hashes, so that the time taken tells nothing.
     */
    Optional<AccessToken> find(String token) {
        byte[] digest = AccessToken.digest(token);
        AccessToken found = null;
        for (Map.Entry<AccessToken, byte[]> each : digests.entrySet()) {
            if (MessageDigest.isEqual(each.getValue(), digest)) {
                found = each.getKey();
            }
        }
        Instant now = clock.instant();
        return Optional.ofNullable(found)
                .filter(each -> each.expires().map(now::isBefore).orElse(true));
    }
}
