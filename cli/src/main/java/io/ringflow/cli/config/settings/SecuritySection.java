package io.ringflow.cli.config.settings;

import io.ringflow.cli.config.type.ListType;
import io.ringflow.cli.config.type.ScalarType;
import io.ringflow.cli.config.type.TokensType;
import io.ringflow.model.format.CsvText;
import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.Mode;
import io.ringflow.server.security.SecuritySettings.TlsFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The settings below {@code security}: who may query, and how. */
public final class SecuritySection extends Section {

    private static final Pattern ORIGIN =
            Pattern.compile("https?://[a-z0-9.\\[\\]:-]*[a-z0-9\\]](:[0-9]{1,5})?");

    private final Setting<Mode> mode =
            setting(
                    "security.mode",
                    ScalarType.word(Mode.class),
                    "localhost",
                    "who is answered: programs on this host, or clients with a token");
    private final Setting<List<AccessToken>> tokens =
            setting(
                    "security.tokens",
                    new TokensType(),
                    "[]",
                    "bearer tokens; \"ringflow token NAME\" makes one and prints its line");
    private final Setting<String> certificate =
            setting(
                    "security.tls.certificate",
                    ScalarType.text("a PEM file, set together with key; empty for plain HTTP"),
                    "\"\"",
                    "the server's certificate and those of intermediate authorities; read again"
                            + " when it changes");
    private final Setting<String> key =
            setting(
                    "security.tls.key",
                    ScalarType.text("a PEM file: PKCS #8, not encrypted"),
                    "\"\"",
                    "the certificate's private key");
    private final Setting<List<String>> origins =
            setting(
                    "security.cors.origins",
                    new ListType<>(
                            "origins",
                            ScalarType.text(
                                    ORIGIN,
                                    "as browsers send it, such as https://dash.example:8443")),
                    "[]",
                    "origins of other sites whose web pages may query, in mode token");
    private final Setting<Long> requestsPerSecond =
            setting(
                    "security.rateLimit.requestsPerSecond",
                    ScalarType.number(0, 1_000_000),
                    "50",
                    "requests per second and client (token or address); 0 for no limit");
    private final Setting<Long> burst =
            setting(
                    "security.rateLimit.burst",
                    ScalarType.number(1, 1_000_000),
                    "100",
                    "requests that a client may send at once");
    private final Setting<Boolean> csvFormulas =
            setting(
                    "security.csvFormulas",
                    ScalarType.bool(),
                    "false",
                    "CSV of exports and REST: true leaves text as it is even if a spreadsheet would"
                            + " take it for a formula; false puts an apostrophe before it");

    /** Returns who may query. */
    public SecuritySettings read(GivenSettings given) {
        return new SecuritySettings(
                given.value(mode),
                given.value(tokens),
                tls(given),
                given.value(origins),
                new SecuritySettings.RateLimit(
                        given.value(requestsPerSecond).intValue(), given.value(burst).intValue()),
                csv(given));
    }

    private CsvText csv(GivenSettings given) {
        return given.value(csvFormulas) ? CsvText.RAW : CsvText.SAFE;
    }

    private Optional<TlsFiles> tls(GivenSettings given) {
        String certificateFile = given.value(certificate);
        String keyFile = given.value(key);
        if (certificateFile.isEmpty() && keyFile.isEmpty()) {
            return Optional.empty();
        }
        checkReadable(certificate, certificateFile, given);
        checkReadable(key, keyFile, given);
        return Optional.of(new TlsFiles(Path.of(certificateFile), Path.of(keyFile)));
    }

    private static void checkReadable(Setting<String> setting, String file, GivenSettings given) {
        if (file.isEmpty()) {
            given.refuse(setting, "is missing: TLS needs both certificate and key");
        } else if (!Files.isReadable(Path.of(file))) {
            given.refuse(
                    setting,
                    '"' + file + "\" can't be read; give a PEM file that this user may read");
        }
    }
}
