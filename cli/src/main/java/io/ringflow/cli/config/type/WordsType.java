package io.ringflow.cli.config.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The type of a setting that is a list of words; given as text, they are separated by commas.
 *
 * @param mayBeEmpty true if an empty list is allowed
 */
public record WordsType(boolean mayBeEmpty) implements SettingType<List<String>> {

    @Override
    public Optional<List<String>> read(String path, JsonNode node, Consumer<Mistake> wrong) {
        List<String> words = new ArrayList<>();
        boolean good = node.isArray() || node.isTextual();
        for (JsonNode word : node.isArray() ? node : List.of(node)) {
            good &= word.isValueNode() && !word.isNull() && !word.asText().isBlank();
            words.add(word.asText());
        }
        if (!good || (words.isEmpty() && !mayBeEmpty)) {
            wrong.accept(new Mistake("", path, node + " is not allowed; allowed: " + allowed()));
            return Optional.empty();
        }
        return Optional.of(List.copyOf(words));
    }

    @Override
    public JsonNode fromText(String text) {
        if (text.startsWith("[")) {
            return Yaml.parse(text);
        }
        ArrayNode words = JsonNodeFactory.instance.arrayNode();
        for (String word : text.split(",", -1)) {
            if (!word.isBlank()) {
                words.add(word.strip());
            }
        }
        return words;
    }

    @Override
    public String allowed() {
        return mayBeEmpty ? "a list of words" : "a list of at least one word";
    }
}
