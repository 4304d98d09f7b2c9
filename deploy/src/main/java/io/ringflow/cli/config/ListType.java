package io.ringflow.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A list, which may be empty; as text, separated by commas.
 *
 * @param what what it is a list of, for people
 * @param element how each of them is read
 */
record ListType<T>(String what, ScalarType<T> element) implements SettingType<List<T>> {

    private static final WordsType WORDS = new WordsType(true);

    @Override
    public Optional<List<T>> read(String path, JsonNode node, Consumer<Mistake> wrong) {
        List<T> values = new ArrayList<>();
        Optional<List<String>> words = WORDS.read(path, node, mistake -> {});
        for (String word : words.orElse(List.of())) {
            element.parse().apply(word).ifPresent(values::add);
        }
        if (words.isEmpty() || values.size() < words.get().size()) {
            wrong.accept(new Mistake("", path, node + " is not allowed; allowed: " + allowed()));
            return Optional.empty();
        }
        return Optional.of(List.copyOf(values));
    }

    @Override
    public JsonNode fromText(String text) {
        return WORDS.fromText(text);
    }

    @Override
    public String allowed() {
        return "a list of " + what + ", each " + element.allowed();
    }
}
