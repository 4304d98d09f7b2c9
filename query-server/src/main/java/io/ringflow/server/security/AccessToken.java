package io.ringflow.server.security;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A token as the configuration contains it: its hash, never the token itself. A token has 256
 * random bits, so an unsalted hash is safe from guessing. Immutable.
 *
 * @param name the bearer: the user in the request log and the client of the rate limit
 * @param sha256 the SHA-256 hash of the token, 64 hexadecimal digits
 * @param scope what the bearer may do
 * @param expires when the token expires; empty for never
 */
public record AccessToken(String name, String sha256, Scope scope, Optional<Instant> expires) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int SECRET_BYTES = 32;
    private static final String PREFIX = "rf_";

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one is malformed; the message says what is allowed and
     *     contains no secret
     */
    public AccessToken {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(expires, "expires");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a token's name has 1 to 64 letters, digits and . _ @ -, and starts with a"
                            + " letter or digit");
        }
        if (!HASH.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "sha256 has 64 digits of 0-9 and a-f; run \"ringflow token "
                            + name
                            + "\" to make a token and print the line");
        }
    }

    /** Makes a token of 256 random bits, in characters that need no quoting anywhere. */
    public static String generate() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** The hash of a token, as the configuration contains it. */
    public static String hash(String token) {
        return HexFormat.of().formatHex(digest(token));
    }

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** Omits the hash, which must not appear in logs. */
    @Override
    public String toString() {
        return "token of " + name;
    }
}
