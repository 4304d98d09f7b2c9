package io.ringflow.cli.config.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringflow.cli.config.type.Mistake;
import io.ringflow.cli.config.type.NameSuggestions;
import io.ringflow.cli.config.type.Yaml;
import io.ringflow.model.text.EditDistance;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The values given in the file, the environment and the command line, each layer over the one
 * before. Collects unknown names when a layer is added, and wrong values when a setting is read.
 * Not thread-safe.
 */
public final class GivenSettings {

    private static final Setting<Map<String, String>> FLINK = Settings.FLINK.flink();
    private static final String PREFIX = "RINGFLOW_";
    private static final String FLINK_PREFIX = "RINGFLOW_FLINK_";

    /** A value and the file, variable or option that gave it. */
    record Given(JsonNode node, String source) {}

    private final long heapBytes;
    private final Map<String, Given> given = new HashMap<>();
    private final ObjectNode flink = JsonNodeFactory.instance.objectNode();

    /** A set, because a setting may be read more than once. */
    private final Set<Mistake> mistakes = new LinkedHashSet<>();

    /**
     * Creates an instance without any values.
     *
     * @param heapBytes the heap that will hold the flows
     */
    public GivenSettings(long heapBytes) {
        this.heapBytes = heapBytes;
    }

    long heapBytes() {
        return heapBytes;
    }

    /** Adds a file's tree. */
    public void addFile(String source, JsonNode tree) {
        addSection(source, "", tree);
    }

    private void addSection(String source, String path, JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return;
        }
        if (!node.isObject()) {
            String keys = String.join(", ", Settings.keys(path));
            mistakes.add(new Mistake(source, path, "must be a section with the keys " + keys));
            return;
        }
        String prefix = path.isEmpty() ? "" : path + ".";
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String child = prefix + entry.getKey();
            if (Settings.at(child).isPresent()) {
                add(source, child, entry.getValue());
            } else if (!Settings.keys(child).isEmpty()) {
                addSection(source, child, entry.getValue());
            } else {
                Mistake unknown =
                        NameSuggestions.unknown(prefix, entry.getKey(), Settings.keys(path));
                mistakes.add(new Mistake(source, unknown.path(), unknown.message()));
            }
        }
    }

    /** Adds the environment variables that name a setting. */
    public void addEnvironment(Map<String, String> environment) {
        Map<String, Setting<?>> byName = new HashMap<>();
        Settings.ALL.forEach(setting -> byName.put(plain(setting.variable()), setting));
        for (Map.Entry<String, String> entry : new TreeMap<>(environment).entrySet()) {
            String name = entry.getKey();
            Setting<?> setting = byName.get(plain(name));
            if (!name.startsWith(PREFIX)) {
                continue;
            }
            if (setting != null) {
                String source = "environment variable " + name;
                add(source, setting.path(), setting.type().fromText(entry.getValue()));
            } else if (name.startsWith(FLINK_PREFIX)) {
                flink.put(flinkKey(name), entry.getValue());
            } else {
                refuseMisspelt(name);
            }
        }
    }

    /** A variable of another program may share the prefix, but hardly all letters but two. */
    private void refuseMisspelt(String name) {
        List<String> names = Settings.ALL.stream().map(Setting::variable).toList();
        Optional<String> near = NameSuggestions.nearest(name, names);
        near.filter(known -> EditDistance.between(name, known) <= 2)
                .ifPresent(
                        known ->
                                mistakes.add(
                                        new Mistake(
                                                "environment variable " + name,
                                                "",
                                                "unknown setting; did you mean " + known + "?")));
    }

    /** Users may leave out the underscores within the words of a path. */
    private static String plain(String variable) {
        return variable.replace("_", "");
    }

    /** One underscore stands for a dot, two for a hyphen. */
    private static String flinkKey(String name) {
        return name.substring(FLINK_PREFIX.length())
                .toLowerCase(Locale.ROOT)
                .replace("__", "-")
                .replace('_', '.');
    }

    /** Adds the values of the command line, by path. */
    public void addCommandLine(Map<String, String> overrides) {
        overrides.forEach(
                (path, text) -> {
                    Optional<Setting<?>> setting = Settings.at(path);
                    if (setting.isPresent()) {
                        add("-D" + path, path, setting.get().type().fromText(text));
                    } else if (path.startsWith(FLINK.path() + ".")) {
                        flink.put(path.substring(FLINK.path().length() + 1), text);
                    } else {
                        mistakes.add(unknownPath(path));
                    }
                });
    }

    private static Mistake unknownPath(String path) {
        String hint =
                NameSuggestions.nearest(path, Settings.paths().toList())
                        .map(name -> "; did you mean " + name + "?")
                        .orElse("; \"ringflow config defaults\" lists them");
        return new Mistake("-D" + path, "", "unknown setting" + hint);
    }

    private void add(String source, String path, JsonNode node) {
        if (path.equals(FLINK.path())) {
            FLINK.type()
                    .read(path, node, wrong -> mistakes.add(at(source, wrong)))
                    .ifPresent(values -> values.forEach(flink::put));
        } else {
            given.put(path, new Given(node, source));
        }
    }

    private static Mistake at(String source, Mistake mistake) {
        return new Mistake(source, mistake.path(), mistake.message());
    }

    /** Returns the value given, or the default if none was given or the given one is wrong. */
    <T> T value(Setting<T> setting) {
        Given value = given.get(setting.path());
        if (value == null) {
            return setting.defaultValue();
        }
        return setting.read(value.node(), wrong -> mistakes.add(at(value.source(), wrong)))
                .orElseGet(setting::defaultValue);
    }

    /**
     * Returns the settings that decide how packets become flows, by path: those given, else their
     * defaults. None of them is a secret.
     */
    public Map<String, String> shown() {
        Map<String, String> values = new TreeMap<>();
        for (Setting<?> setting : Settings.ALL) {
            String path = setting.path();
            if (path.startsWith("capture.") || path.startsWith("flow.")) {
                Given value = given.get(path);
                JsonNode node = value == null ? Yaml.parse(setting.defaultText()) : value.node();
                values.put(path, text(node));
            }
        }
        return values;
    }

    private static String text(JsonNode node) {
        return node.isValueNode() ? node.asText() : node.toString();
    }

    /** Returns Flink's settings of all layers. */
    public Map<String, String> flink() {
        Map<String, String> values = new TreeMap<>();
        flink.properties().forEach(e -> values.put(e.getKey(), e.getValue().asText()));
        return values;
    }

    /** Records that a value is wrong in combination with others. */
    void refuse(Setting<?> setting, String message) {
        Given value = given.get(setting.path());
        mistakes.add(new Mistake(value == null ? "" : value.source(), setting.path(), message));
    }

    public List<Mistake> mistakes() {
        return List.copyOf(mistakes);
    }
}
