package io.ringflow.cli.config.type;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.server.security.AccessToken;
import io.ringflow.server.security.Scope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The type of the list of tokens. No message quotes a hash or the content of a token file. */
public record TokensType() implements SettingType<List<AccessToken>> {

    private static final List<String> KEYS =
            List.of("name", "sha256", "tokenFile", "scope", "expires");
    private static final ScalarType<Scope> SCOPE = ScalarType.word(Scope.class);

    /** The first mistake of a token. */
    private static final class BadToken extends Exception {
        private static final long serialVersionUID = 1;
        private final String key;

        BadToken(String key, String message) {
            super(message);
            this.key = key;
        }
    }

    @Override
    public Optional<List<AccessToken>> read(String path, JsonNode node, Consumer<Mistake> wrong) {
        if (!node.isArray()) {
            wrong.accept(new Mistake("", path, "is not a list; allowed: " + allowed()));
            return Optional.empty();
        }
        List<AccessToken> tokens = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < node.size(); i++) {
            String place = path + "[" + i + "]";
            try {
                AccessToken token = readToken(place, node.get(i), wrong);
                if (!names.add(token.name())) {
                    throw new BadToken("name", "\"" + token.name() + "\" is listed twice");
                }
                tokens.add(token);
            } catch (BadToken e) {
                String key = e.key.isEmpty() ? place : place + "." + e.key;
                wrong.accept(new Mistake("", key, e.getMessage()));
            }
        }
        return tokens.size() == node.size() ? Optional.of(List.copyOf(tokens)) : Optional.empty();
    }

    private AccessToken readToken(String path, JsonNode node, Consumer<Mistake> wrong)
            throws BadToken {
        if (!node.isObject()) {
            throw new BadToken("", "is not a map; allowed: " + allowed());
        }
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            if (!KEYS.contains(entry.getKey())) {
                Mistake unknown = NameSuggestions.unknown(path + ".", entry.getKey(), KEYS);
                throw new BadToken(entry.getKey(), unknown.message());
            }
        }
        Scope scope = Scope.READ;
        if (node.has("scope")) {
            scope =
                    SCOPE.read(path + ".scope", node.get("scope"), wrong)
                            .orElseThrow(() -> new BadToken("scope", "read or admin"));
        }
        try {
            return new AccessToken(
                    node.path("name").asText(), hash(node), scope, expires(node.path("expires")));
        } catch (IllegalArgumentException e) {
            throw new BadToken("", e.getMessage());
        }
    }

    private static String hash(JsonNode node) throws BadToken {
        if (node.has("sha256") == node.has("tokenFile")) {
            throw new BadToken("", "needs either sha256 or tokenFile");
        }
        return node.has("sha256")
                ? node.get("sha256").asText()
                : AccessToken.hash(token(node.get("tokenFile").asText()));
    }

    private static String token(String file) throws BadToken {
        try {
            String token = Files.readString(Path.of(file)).strip();
            if (token.isEmpty() || token.lines().count() > 1) {
                throw new BadToken("tokenFile", file + " must have exactly one line");
            }
            return token;
        } catch (IOException | InvalidPathException e) {
            throw new BadToken("tokenFile", file + " can't be read");
        }
    }

    private static Optional<Instant> expires(JsonNode node) throws BadToken {
        if (node.isMissingNode() || node.isNull()) {
            return Optional.empty();
        }
        String text = node.asText();
        try {
            return Optional.of(
                    text.length() == "2026-01-31".length()
                            ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                            : Instant.parse(text));
        } catch (DateTimeException e) {
            throw new BadToken(
                    "expires",
                    '"' + text + "\" is not a time; allowed: 2026-01-31 or 2026-01-31T12:00:00Z");
        }
    }

    @Override
    public JsonNode fromText(String text) {
        return Yaml.parse(text);
    }

    @Override
    public String allowed() {
        return "a list such as [{name: alice, sha256: …, scope: read, expires: 2027-01-31}], with"
                + " tokenFile in place of sha256 for a token in a file";
    }
}
