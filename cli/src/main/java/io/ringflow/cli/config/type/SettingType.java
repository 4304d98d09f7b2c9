package io.ringflow.cli.config.type;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads the YAML of a setting as a value. */
public interface SettingType<T> {

    /**
     * Reads a value.
     *
     * @param path the setting's path, for messages
     * @param node its YAML; never null, but may be a null node
     * @param wrong takes each mistake, without a source, which the caller adds
     * @return the value, or empty if a mistake was reported
     */
    Optional<T> read(String path, JsonNode node, Consumer<Mistake> wrong);

    /** Returns the YAML of a value given as text, in the environment or on the command line. */
    JsonNode fromText(String text);

    /** Returns the allowed values, in words. */
    String allowed();
}
