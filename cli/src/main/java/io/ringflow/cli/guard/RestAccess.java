package io.ringflow.cli.guard;

import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.Scope;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.Configuration;

/**
 * Who may send which requests to Flink's REST server. Passed on in Flink's settings, because Flink
 * itself creates the handlers of its REST server. Immutable.
 *
 * @param readers whose reading requests are answered
 * @param tokens valid tokens, with distinct names
 * @param changes true if jobs may be started and stopped: by clients with a certificate if readers
 *     need one, otherwise by bearers of a token with scope admin
 */
public record RestAccess(Readers readers, List<AccessToken> tokens, boolean changes) {

    /** Whose reading requests are answered. */
    public enum Readers {
        /** Programs on this host, but not web pages of other origins. */
        LOCALHOST,
        /** Clients with a token. */
        TOKEN,
        /** Clients with a certificate; the TLS handshake of others fails. */
        CERTIFICATE
    }

    private static final ConfigOption<String> READERS =
            ConfigOptions.key("ringflow.rest.readers").stringType().noDefaultValue();
    private static final ConfigOption<Boolean> CHANGES =
            ConfigOptions.key("ringflow.rest.changes").booleanType().defaultValue(false);

    /** Flink masks the values of keys that contain "token" in its log. */
    private static final ConfigOption<String> TOKENS =
            ConfigOptions.key("ringflow.rest.tokens").stringType().defaultValue("");

    private static final String NEVER = "never";

    public RestAccess {
        tokens = List.copyOf(tokens);
    }

    /** Adds this access to Flink's settings, overriding whatever users give there. */
    public Configuration in(Configuration settings) {
        settings.set(READERS, readers.name().toLowerCase(Locale.ROOT));
        settings.set(CHANGES, changes);
        settings.set(
                TOKENS, tokens.stream().map(RestAccess::line).collect(Collectors.joining("\n")));
        return settings;
    }

    /** Returns what {@link #in} has added, or empty if this Flink is not Ringflow's. */
    static Optional<RestAccess> of(Configuration settings) {
        return settings.getOptional(READERS)
                .map(
                        readers ->
                                new RestAccess(
                                        Readers.valueOf(readers.toUpperCase(Locale.ROOT)),
                                        settings.get(TOKENS)
                                                .lines()
                                                .map(RestAccess::token)
                                                .toList(),
                                        settings.get(CHANGES)));
    }

    private static String line(AccessToken token) {
        String expires = token.expires().map(Instant::toString).orElse(NEVER);
        return String.join(" ", token.name(), token.sha256(), token.scope().name(), expires);
    }

    private static AccessToken token(String line) {
        List<String> words = Arrays.asList(line.split(" ", -1));
        return new AccessToken(
                words.get(0),
                words.get(1),
                Scope.valueOf(words.get(2)),
                Optional.of(words.get(3)).filter(text -> !text.equals(NEVER)).map(Instant::parse));
    }
}
