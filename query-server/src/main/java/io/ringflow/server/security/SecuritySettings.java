package io.ringflow.server.security;

import io.ringflow.model.format.CsvText;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which clients have access, and how often they may ask. Immutable.
 *
 * @param mode how clients are identified
 * @param tokens the valid tokens, with unique names; required in mode token
 * @param tls certificate and key; empty for plain HTTP
 * @param origins the origins of web pages that have access, exactly as browsers send them; only in
 *     mode token
 * @param rateLimit how often one client may ask
 * @param csv how text is written as a CSV cell
 */
public record SecuritySettings(
        Mode mode,
        List<AccessToken> tokens,
        Optional<TlsFiles> tls,
        List<String> origins,
        RateLimit rateLimit,
        CsvText csv) {

    /** How clients are identified. */
    public enum Mode {
        /** Only programs on this host have access, and no foreign web pages. */
        LOCALHOST,
        /** Every bearer of a valid token has access. */
        TOKEN
    }

    /**
     * PEM files.
     *
     * @param certificate the server's certificate, followed by those of intermediate authorities
     * @param key the private key, as unencrypted PKCS #8
     */
    public record TlsFiles(Path certificate, Path key) {}

    /**
     * How often one client may ask: the parameters of a token bucket.
     *
     * @param requestsPerSecond the refill rate; 0 for no limit
     * @param burst the size of the bucket, at least 1
     */
    public record RateLimit(int requestsPerSecond, int burst) {

        /** No limit. */
        public static final RateLimit NONE = new RateLimit(0, 1);
    }

    /** Access for this host only, without a rate limit. */
    public static final SecuritySettings LOCALHOST =
            new SecuritySettings(
                    Mode.LOCALHOST, List.of(), Optional.empty(), List.of(), RateLimit.NONE);

    /** Settings that write CSV cells which spreadsheets don't take for formulas. */
    public SecuritySettings(
            Mode mode,
            List<AccessToken> tokens,
            Optional<TlsFiles> tls,
            List<String> origins,
            RateLimit rateLimit) {
        this(mode, tokens, tls, origins, rateLimit, CsvText.SAFE);
    }

    public SecuritySettings {
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(csv, "csv");
        tokens = List.copyOf(tokens);
        origins = List.copyOf(origins);
    }
}
