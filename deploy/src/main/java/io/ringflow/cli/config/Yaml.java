package io.ringflow.cli.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/** YAML text as a tree. */
final class Yaml {

    private static final ObjectMapper MAPPER =
            new ObjectMapper(
                    YAMLFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build());

    private Yaml() {}

    /** The tree of a document; a missing node for an empty one. */
    static JsonNode document(String text) throws JsonProcessingException {
        JsonNode tree = MAPPER.readTree(text);
        return tree == null ? MissingNode.getInstance() : tree;
    }

    /** The tree of a value; the text itself where it is no YAML, for its type to refuse. */
    static JsonNode parse(String text) {
        try {
            return document(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
