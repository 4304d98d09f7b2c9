package io.ringflow.cli.config.type;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The type of a setting that is a list, possibly empty; given as text, elements are separated by
 * commas.
 *
 * @param what the plural of what the elements are, for messages
 * @param element the type of each element
 */
public record ListType<T>(String what, ScalarType<T> element) implements SettingType<List<T>> {

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
