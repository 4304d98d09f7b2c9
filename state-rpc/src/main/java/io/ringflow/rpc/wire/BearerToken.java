package io.ringflow.rpc.wire;

import io.grpc.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The secret that both sides of the state service share. Not shown by {@code toString}. */
public final class BearerToken {

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final String SCHEME = "Bearer ";
    private static final int LEAST_LENGTH = 16;

    private final String header;

    private BearerToken(String token) {
        this.header = SCHEME + token;
    }

    /**
     * Reads a token from a file, without surrounding white space.
     *
     * @throws IllegalArgumentException if the file does not contain a token
     * @throws IOException if the file cannot be read
     */
    public static BearerToken read(Path file) throws IOException {
        String token = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (token.length() < LEAST_LENGTH || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException(
                    file
                            + " must hold one token of at least "
                            + LEAST_LENGTH
                            + " printable ASCII characters without spaces");
        }
        return new BearerToken(token);
    }

    /** Adds the token to a call. */
    public void addTo(Metadata headers) {
        headers.put(AUTHORIZATION, header);
    }

    /** Returns true if a call carries this token; compares in constant time. */
    public boolean isIn(Metadata headers) {
        String given = headers.get(AUTHORIZATION);
        return given != null
                && MessageDigest.isEqual(
                        header.getBytes(StandardCharsets.UTF_8),
                        given.getBytes(StandardCharsets.UTF_8));
    }
}
