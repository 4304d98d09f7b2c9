package io.ringflow.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** A list of web origins, which may be empty; as text, separated by commas. */
record OriginsType() implements SettingType<List<String>> {

    private static final WordsType WORDS = new WordsType(true);
    private static final Pattern ORIGIN =
            Pattern.compile("https?://[a-z0-9.\\[\\]:-]*[a-z0-9\\]](:[0-9]{1,5})?");

    @Override
    public Optional<List<String>> read(String path, JsonNode node, Consumer<Mistake> wrong) {
        Optional<List<String>> words = WORDS.read(path, node, mistake -> {});
        if (words.isEmpty() || !words.get().stream().allMatch(ORIGIN.asMatchPredicate())) {
            wrong.accept(new Mistake("", path, node + " is not allowed; allowed: " + allowed()));
            return Optional.empty();
        }
        return words;
    }

    @Override
    public JsonNode fromText(String text) {
        return WORDS.fromText(text);
    }

    @Override
    public String allowed() {
        return "a list of origins as browsers send them, such as https://dash.example:8443";
    }
}
