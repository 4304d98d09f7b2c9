package io.ringflow.cli.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A list or map that has its place already, but nothing in it so far.
 *
 * @param allowed the one value there is: {@code []} or <code>{}</code>
 */
record EmptyType(String allowed) implements SettingType<String> {

    @Override
    public Optional<String> read(String path, JsonNode node, Consumer<Mistake> wrong) {
        return Optional.of(node.isContainerNode() && node.isEmpty() ? allowed : node.toString());
    }

    @Override
    public JsonNode fromText(String text) {
        return Yaml.parse(text);
    }
}
