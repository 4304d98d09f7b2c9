package io.ringflow.cli.config.type;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** The type of settings that are passed through: nested keys joined by dots, values as text. */
public record FlatMapType() implements SettingType<Map<String, String>> {

    @Override
    public Optional<Map<String, String>> read(String path, JsonNode node, Consumer<Mistake> wrong) {
        if (!node.isObject()) {
            wrong.accept(new Mistake("", path, node + " is not allowed; allowed: " + allowed()));
            return Optional.empty();
        }
        Map<String, String> flat = new LinkedHashMap<>();
        flatten("", node, flat);
        return Optional.of(flat);
    }

    private static void flatten(String prefix, JsonNode node, Map<String, String> flat) {
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String key = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
            if (entry.getValue().isObject()) {
                flatten(key, entry.getValue(), flat);
            } else {
                flat.put(key, text(entry.getValue()));
            }
        }
    }

    private static String text(JsonNode node) {
        return node.isArray()
                ? StreamSupport.stream(node.spliterator(), false)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(";"))
                : node.asText();
    }

    @Override
    public JsonNode fromText(String text) {
        return Yaml.parse(text);
    }

    @Override
    public String allowed() {
        return "keys and values, such as {rest.port: 8082}";
    }
}
