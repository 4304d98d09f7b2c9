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
 */
record Setting<T>(String path, SettingType<T> type, String defaultText, String meaning) {

    static <T> Setting<T> of(String path, SettingType<T> type, String text, String meaning) {
        return new Setting<>(path, type, text, meaning);
    }

    T defaultValue() {
        return type.read(path, Yaml.parse(defaultText), mistake -> {})
                .orElseThrow(() -> new IllegalStateException("bad default of " + path));
    }

    Optional<T> read(JsonNode node, Consumer<Mistake> wrong) {
        return type.read(path, node, wrong);
    }

    /** What is allowed, for people. */
    String allowed() {
        return type.allowed();
    }

    /** The environment variable that overrides it, such as {@code RINGFLOW_FLOW_MAX_FLOWS}. */
    String variable() {
        return "RINGFLOW_"
                + path.replaceAll("([a-z])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }
}
