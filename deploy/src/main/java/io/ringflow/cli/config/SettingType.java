package io.ringflow.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Consumer;

/** How the YAML of a setting becomes a value. */
interface SettingType<T> {

    /**
     * Reads a value.
     *
     * @param path the setting's path, for messages
     * @param node its YAML; never null, but may be a null node
     * @param wrong takes path and message of each mistake, the source being the caller's to add
     * @return the value; empty where a mistake was reported
     */
    Optional<T> read(String path, JsonNode node, Consumer<Mistake> wrong);

    /** The YAML of a value given as text: in the environment, or on the command line. */
    JsonNode fromText(String text);

    /** What is allowed, for people. */
    String allowed();
}
