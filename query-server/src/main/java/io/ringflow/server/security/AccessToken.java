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
 * A token as the configuration has it: never the token itself, only its hash. A token is 256 random
 * bits, so a plain hash can't be searched. Immutable.
 *
 * @param name who bears it: the user in the request log and the client of the rate limit
 * @param sha256 SHA-256 of the token, 64 hexadecimal digits
 * @param scope what the bearer may do
 * @param expires when it stops being good; empty for never
 */
public record AccessToken(String name, String sha256, Scope scope, Optional<Instant> expires) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final int SECRET_BYTES = 32;
    private static final String PREFIX = "rf_";

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException with a message that says what is allowed, and no secret
     */
    public AccessToken {
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(expires, "expires");
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a token's name has 1 to 64 letters, digits and . _ @ -, and begins with a"
                            + " letter or digit");
        }
        if (!HASH.matcher(sha256).matches()) {
            throw new IllegalArgumentException(
                    "sha256 has 64 digits of 0-9 and a-f; \"ringflow token "
                            + name
                            + "\" makes a token and prints the line");
        }
    }

    /** A new token of 256 random bits, in characters that need no quoting anywhere. */
    public static String generate() {
        byte[] secret = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    /** What the configuration has of a token. */
    public static String hash(String token) {
        return HexFormat.of().formatHex(digest(token));
    }

    static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256")
                    .digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Without the hash, which has no business in a log. */
    @Override
    public String toString() {
        return "token of " + name;
    }
}
