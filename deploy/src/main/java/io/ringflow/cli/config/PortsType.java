package io.ringflow.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A list of ports, which may be empty; as text, separated by commas. */
record PortsType() implements SettingType<List<Integer>> {

    private static final WordsType WORDS = new WordsType(true);
    private static final ScalarType<Long> PORT = ScalarType.number(1, 0xffff);

    @Override
    public Optional<List<Integer>> read(String path, JsonNode node, Consumer<Mistake> wrong) {
        List<Integer> ports = new ArrayList<>();
        Optional<List<String>> words = WORDS.read(path, node, mistake -> {});
        for (String word : words.orElse(List.of())) {
            PORT.parse().apply(word).ifPresent(port -> ports.add(port.intValue()));
        }
        if (words.isEmpty() || ports.size() < words.get().size()) {
            wrong.accept(new Mistake("", path, node + " is not allowed; allowed: " + allowed()));
            return Optional.empty();
        }
        return Optional.of(List.copyOf(ports));
    }

    @Override
    public JsonNode fromText(String text) {
        return WORDS.fromText(text);
    }

    @Override
    public String allowed() {
        return "a list of ports, each " + PORT.allowed();
    }
}
