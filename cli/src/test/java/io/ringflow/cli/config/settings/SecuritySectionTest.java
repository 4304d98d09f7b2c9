package io.ringflow.cli.config.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.config.ConfigurationException;
import io.ringflow.cli.config.ConfigurationReader;
import io.ringflow.cli.config.type.Mistake;
import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.Scope;
import io.ringflow.server.security.SecuritySettings;
import io.ringflow.server.security.SecuritySettings.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of tokens, TLS and origins in the configuration file. */
class SecuritySectionTest {

    @TempDir private Path directory;

    @Test
    void readsSecuritySettings() throws IOException {
        Path secret = Files.writeString(directory.resolve("secret"), "s3cret\n");
        String hash = AccessToken.hash("s3cret");
        Path certificate = Files.writeString(directory.resolve("server.crt"), "");

        SecuritySettings security =
                readFile(
                                """
                                query: {host: 0.0.0.0}
                                security:
                                  mode: token
                                  tokens:
                                    - {name: alice, sha256: %s, expires: 2026-01-31}
                                    - {name: root, tokenFile: %s, scope: admin}
                                  tls: {certificate: %s, key: %s}
                                  cors: {origins: ["https://dash.example:8443"]}
                                """
                                        .formatted(hash, secret, certificate, certificate))
                        .query()
                        .security();

        assertThat(security.tokens())
                .containsExactly(
                        new AccessToken(
                                "alice",
                                hash,
                                Scope.READ,
                                Optional.of(Instant.parse("2026-01-31T00:00:00Z"))),
                        new AccessToken("root", hash, Scope.ADMIN, Optional.empty()));
        assertThat(security.tls()).contains(new TlsFiles(certificate, certificate));
        assertThat(security.origins()).containsExactly("https://dash.example:8443");
        assertThat(readFile("security: {tls: {}, tokens: []}")).isEqualTo(readFile(""));
    }

    @Test
    void reportsMistakesInSecuritySettingsWithoutSecrets() {
        String hash = AccessToken.hash("x");
        List<String> mistakes =
                mistakes(
                        """
                        security:
                          mode: token
                          tokens:
                            - {name: a, sha256: %s}
                            - {name: a, sha256: %s}
                            - {name: b, sha256: secret}
                            - {name: c}
                            - {name: d, tokenFile: /nowhere/token}
                            - {name: e, sha256: %s, scope: root}
                            - {name: f, sha256: %s, expires: tomorrow}
                            - {name: g, hash: %s}
                            - secret
                          tls: {certificate: /nowhere/server.crt}
                          cors: {origins: ["*"]}
                        """
                                .formatted(hash, hash, hash, hash, hash));

        assertThat(String.join("\n", mistakes))
                .contains("security.tokens[1].name: \"a\" is listed twice")
                .contains("security.tokens[2]: sha256 has 64 digits")
                .contains("security.tokens[3]: needs either sha256 or tokenFile")
                .contains("security.tokens[4].tokenFile: /nowhere/token can't be read")
                .contains("security.tokens[5].scope: ")
                .contains("security.tokens[6].expires: \"tomorrow\" is not a time")
                .contains("security.tokens[7].hash: unknown setting")
                .contains("security.tokens[8]: is not a map")
                .contains("security.tls.certificate: \"/nowhere/server.crt\" can't be read")
                .contains("security.tls.key: is missing")
                .contains("security.cors.origins: [\"*\"] is not allowed")
                .doesNotContain("secret\"", hash);
        assertThat(mistakes("query: {host: 10.0.0.1}"))
                .singleElement()
                .asString()
                .contains("query.host: \"10.0.0.1\" is not the loopback interface");
        assertThat(mistakes("security: {mode: token}"))
                .singleElement()
                .asString()
                .contains("security.tokens: security.mode: token needs at least one");
    }

    private List<String> mistakes(String yaml) {
        ConfigurationException wrong =
                catchThrowableOfType(ConfigurationException.class, () -> readFile(yaml));
        return wrong.mistakes().stream().map(Mistake::text).toList();
    }

    private Configuration readFile(String yaml) throws IOException {
        return ConfigurationReader.read(Optional.of(file(yaml)), Map.of(), Map.of());
    }

    private Path file(String yaml) throws IOException {
        return Files.writeString(directory.resolve("ringflow.yaml"), yaml);
    }
}
