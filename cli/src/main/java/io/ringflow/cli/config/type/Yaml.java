package io.ringflow.cli.config.type;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/** YAML text as a tree. */
public final class Yaml {

    private static final ObjectMapper MAPPER =
            new ObjectMapper(
                    YAMLFactory.builder()
                            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                            .build());

    private Yaml() {}

    /** Returns the tree of a document, or a missing node if it is empty. */
    public static JsonNode document(String text) throws JsonProcessingException {
        JsonNode tree = MAPPER.readTree(text);
        return tree == null ? MissingNode.getInstance() : tree;
    }

    /** Returns the tree of a value, or the text itself if it is not YAML: its type refuses it. */
    public static JsonNode parse(String text) {
        try {
            return document(text);
        } catch (JsonProcessingException e) {
            return TextNode.valueOf(text);
        }
    }
}
