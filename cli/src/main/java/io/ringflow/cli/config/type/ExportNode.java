package io.ringflow.cli.config.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ringflow.job.export.ExportOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The settings of one export as YAML. Keys with dots are keys of nested maps. Remembers which keys
 * were asked for, because any other is a mistake. Not thread-safe.
 */
final class ExportNode implements ExportOptions {

    private static final FlatMapType PROPERTIES = new FlatMapType();

    private final String path;
    private final JsonNode node;
    private final Consumer<Mistake> wrong;
    private final Set<String> known = new TreeSet<>();

    ExportNode(String path, JsonNode node, Consumer<Mistake> wrong) {
        this.path = path;
        this.node = node;
        this.wrong = wrong;
    }

    /** Returns the YAML of a key, or a missing node. */
    JsonNode at(String key) {
        known.add(key);
        JsonNode at = node;
        for (String word : key.split("\\.", -1)) {
            at = at.path(word);
        }
        return at.isNull() ? MissingNode.getInstance() : at;
    }

    /** Reads a key that may be missing. */
    <T> T read(String key, SettingType<T> type, T otherwise) {
        JsonNode given = at(key);
        return given.isMissingNode()
                ? otherwise
                : type.read(path + "." + key, given, wrong).orElse(otherwise);
    }

    @Override
    public String text(String key, String meaning) {
        if (at(key).isMissingNode()) {
            refuse(key, "is missing; allowed: " + meaning);
            return "";
        }
        return text(key, meaning, "");
    }

    @Override
    public String text(String key, String meaning, String otherwise) {
        return read(key, ScalarType.text(meaning), otherwise);
    }

    @Override
    public boolean flag(String key, boolean otherwise) {
        return read(key, ScalarType.bool(), otherwise);
    }

    @Override
    public long number(String key, long least, long most, long otherwise) {
        return read(key, ScalarType.number(least, most), otherwise);
    }

    @Override
    public long bytes(String key, long least, long otherwise) {
        return read(key, UnitTypes.size(least), otherwise);
    }

    @Override
    public Duration duration(String key, Duration least, Duration otherwise) {
        return read(key, UnitTypes.duration(least), otherwise);
    }

    @Override
    public <E extends Enum<E>> E word(String key, Class<E> words, E otherwise) {
        List<E> constants = Arrays.asList(words.getEnumConstants());
        ScalarType<E> type =
                new ScalarType<>(
                        constants.stream().map(ExportNode::text).collect(Collectors.joining(", ")),
                        given ->
                                constants.stream()
                                        .filter(constant -> text(constant).equalsIgnoreCase(given))
                                        .findAny());
        return read(key, type, otherwise);
    }

    private static String text(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public Map<String, String> properties(String key) {
        return read(key, PROPERTIES, Map.of());
    }

    @Override
    public void refuse(String key, String message) {
        wrong.accept(new Mistake("", path + "." + key, message));
    }

    /** Reports the keys that were not asked for. */
    void refuseUnknown() {
        refuseUnknown("", node);
    }

    private void refuseUnknown(String prefix, JsonNode map) {
        for (Map.Entry<String, JsonNode> entry : map.properties()) {
            String key = prefix + entry.getKey();
            if (known.contains(key)) {
                continue;
            }
            boolean section = known.stream().anyMatch(word -> word.startsWith(key + "."));
            if (section && entry.getValue().isObject()) {
                refuseUnknown(key + ".", entry.getValue());
            } else if (section) {
                refuse(key, "must be a map with the keys " + String.join(", ", below(key + ".")));
            } else {
                wrong.accept(
                        NameSuggestions.unknown(
                                path + "." + prefix, entry.getKey(), below(prefix)));
            }
        }
    }

    private Set<String> below(String prefix) {
        return known.stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()).split("\\.", 2)[0])
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns the text of a key that decides which other keys there are, if it has one. */
    Optional<String> word(String key) {
        return Optional.of(at(key)).filter(JsonNode::isValueNode).map(JsonNode::asText);
    }
}
