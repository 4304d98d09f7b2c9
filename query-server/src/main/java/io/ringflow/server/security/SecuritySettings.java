package io.ringflow.server.security;

import io.ringflow.model.format.CsvText;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Who is answered, and how often. Immutable.
 *
 * @param mode how clients are told apart
 * @param tokens good tokens, each name once; needed in mode token
 * @param tls certificate and key; empty for plain HTTP
 * @param origins web pages' origins that may ask, exactly as browsers send them; mode token only
 * @param rateLimit how often one client may ask
 * @param csv how text becomes a cell of CSV
 */
public record SecuritySettings(
        Mode mode,
        List<AccessToken> tokens,
        Optional<TlsFiles> tls,
        List<String> origins,
        RateLimit rateLimit,
        CsvText csv) {

    /** How clients are told apart. */
    public enum Mode {
        /** Only programs on this host, and no web pages of others. */
        LOCALHOST,
        /** Whoever bears a token. */
        TOKEN
    }

    /**
     * PEM files.
     *
     * @param certificate the server's certificate, those of intermediate authorities behind it
     * @param key its private key, PKCS #8, not encrypted
     */
    public record TlsFiles(Path certificate, Path key) {}

    /**
     * How often one client may ask: a bucket of {@code burst} that fills up again.
     *
     * @param requestsPerSecond 0 for no limit
     * @param burst requests at once, at least 1
     */
    public record RateLimit(int requestsPerSecond, int burst) {

        /** Nobody is counted. */
        public static final RateLimit NONE = new RateLimit(0, 1);
    }

    /** This host only, without a limit. */
    public static final SecuritySettings LOCALHOST =
            new SecuritySettings(
                    Mode.LOCALHOST, List.of(), Optional.empty(), List.of(), RateLimit.NONE);

    /** Settings with safe cells. */
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
