package io.ringflow.model.state.wire;

import io.grpc.Metadata;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The secret that both sides of the state service share. It has no text form. */
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
     * The token in a file; white space around it is left out.
     *
     * @throws IllegalArgumentException where the file holds no token
     * @throws IOException where the file can't be read
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

    /** Whether a call carries this token; takes as long for a wrong one as for the right one. */
    public boolean isIn(Metadata headers) {
        String given = headers.get(AUTHORIZATION);
        return given != null
                && MessageDigest.isEqual(
                        header.getBytes(StandardCharsets.UTF_8),
                        given.getBytes(StandardCharsets.UTF_8));
    }
}
