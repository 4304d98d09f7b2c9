package io.ringflow.cli.config.settings;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.cli.config.type.Mistake;
import io.ringflow.cli.config.type.SettingType;
import io.ringflow.cli.config.type.Yaml;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One setting.
 *
 * @param path its place in the file, such as {@code capture.ring.blocks}
 * @param type how its value is read
 * @param defaultText its default, as YAML
 * @param meaning one line for the default file and the documentation
 */
public record Setting<T>(String path, SettingType<T> type, String defaultText, String meaning) {

    T defaultValue() {
        return type.read(path, Yaml.parse(defaultText), mistake -> {})
                .orElseThrow(() -> new IllegalStateException("Invalid default of " + path));
    }

    /** Reads a value; returns empty after reporting a mistake to {@code wrong}. */
    Optional<T> read(JsonNode node, Consumer<Mistake> wrong) {
        return type.read(path, node, wrong);
    }

    /** Returns the allowed values, in words. */
    public String allowed() {
        return type.allowed();
    }

    /** Returns the environment variable of the setting, such as {@code RINGFLOW_FLOW_MAX_FLOWS}. */
    String variable() {
        return "RINGFLOW_"
                + path.replaceAll("([a-z])([A-Z])", "$1_$2")
                        .replace('.', '_')
                        .toUpperCase(Locale.ROOT);
    }
}
