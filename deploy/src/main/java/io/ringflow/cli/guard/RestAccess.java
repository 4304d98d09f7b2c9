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
 * Who may ask Flink's REST server, and for what. It travels in Flink's settings, as Flink makes the
 * handlers of its REST server by itself. Immutable.
 *
 * @param readers whose reading requests are answered
 * @param tokens good tokens, each name once
 * @param changes whether anybody may change something: those that mutual TLS let in, else bearers
 *     of a token of scope admin
 */
public record RestAccess(Readers readers, List<AccessToken> tokens, boolean changes) {

    /** Whose reading requests are answered. */
    public enum Readers {
        /** Programs of this host, and no web pages of others. */
        LOCALHOST,
        /** Whoever bears a token. */
        TOKEN,
        /** Whoever has a client certificate; others don't get as far as a request. */
        CERTIFICATE
    }

    private static final ConfigOption<String> READERS =
            ConfigOptions.key("ringflow.rest.readers").stringType().noDefaultValue();
    private static final ConfigOption<Boolean> CHANGES =
            ConfigOptions.key("ringflow.rest.changes").booleanType().defaultValue(false);

    /** Flink keeps the values of keys that contain "token" out of its log. */
    private static final ConfigOption<String> TOKENS =
            ConfigOptions.key("ringflow.rest.tokens").stringType().defaultValue("");

    private static final String NEVER = "never";

    public RestAccess {
        tokens = List.copyOf(tokens);
    }

    /** Adds this to Flink's settings; nothing that users give there can change it. */
    public Configuration in(Configuration settings) {
        settings.set(READERS, readers.name().toLowerCase(Locale.ROOT));
        settings.set(CHANGES, changes);
        settings.set(
                TOKENS, tokens.stream().map(RestAccess::line).collect(Collectors.joining("\n")));
        return settings;
    }

    /** What {@link #in} has added; empty for a Flink that isn't Ringflow's. */
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
