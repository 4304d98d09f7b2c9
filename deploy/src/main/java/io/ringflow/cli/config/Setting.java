package io.ringflow.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One setting.
 *
 * @param path its place in the file, such as {@code capture.ring.blocks}
 * @param type how it is read
 * @param defaultText its default, as YAML
 * @param meaning one line for people
 * @param fixed whether only the default is supported so far
 */
record Setting<T>(
        String path, SettingType<T> type, String defaultText, String meaning, boolean fixed) {

    static <T> Setting<T> of(String path, SettingType<T> type, String text, String meaning) {
        return new Setting<>(path, type, text, meaning, false);
    }

    /** A setting whose feature is still to come: any value but the default is refused. */
    static <T> Setting<T> fixed(String path, SettingType<T> type, String text, String meaning) {
        return new Setting<>(path, type, text, meaning, true);
    }

    T defaultValue() {
        return type.read(path, Yaml.parse(defaultText), mistake -> {})
                .orElseThrow(() -> new IllegalStateException("bad default of " + path));
    }

    Optional<T> read(JsonNode node, Consumer<Mistake> wrong) {
        Optional<T> value = type.read(path, node, wrong);
        if (fixed && value.isPresent() && !value.get().equals(defaultValue())) {
            wrong.accept(
                    new Mistake("", path, node + " is not supported yet; allowed: " + defaultText));
            return Optional.empty();
        }
        return value;
    }

    /** What is allowed, for people. */
    String allowed() {
        return fixed ? defaultText + " (other values are not supported yet)" : type.allowed();
    }

    /** The environment variable that overrides it, such as {@code RINGFLOW_FLOW_MAX_FLOWS}. */
    String variable() {
        return "RINGFLOW_"
                + path.replaceAll("([a-z])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }
}
