package io.ringflow.server.openapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/**
 * The OpenAPI document: {@code openapi.yaml}, with the paths and summaries of the routes and the
 * fields of a flow put in.
 */
final class OpenApiDocument {

    private static final YAMLMapper YAML =
            YAMLMapper.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
                    .build();

    private final JsonNode document;

    /**
     * The document of a server.
     *
     * @throws IllegalStateException if a route is not described, or a description has no route
     */
    OpenApiDocument(List<Route> routes) {
        ObjectNode template = read();
        ObjectNode operations = template.withObject("/paths");
        ObjectNode paths = template.objectNode();
        for (Route route : routes) {
            ObjectNode operation = template.objectNode();
            operation.put("operationId", route.id()).put("summary", route.summary());
            operation.setAll(operation(operations, route));
            paths.set(route.path(), template.objectNode().set("get", operation));
        }
        if (!operations.isEmpty()) {
            throw new IllegalStateException("openapi.yaml describes no route: " + operations);
        }
        template.set("paths", paths);
        addFields(template.withObject("/components/schemas/Flow/properties"));
        document = template;
    }

    private static ObjectNode read() {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream("openapi.yaml")) {
            return (ObjectNode) YAML.readTree(Objects.requireNonNull(in, "openapi.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException("openapi.yaml can't be read from the jar", e);
        }
    }

    private static ObjectNode operation(ObjectNode operations, Route route) {
        if (operations.remove(route.id()) instanceof ObjectNode operation) {
            return operation;
        }
        throw new IllegalStateException("openapi.yaml does not describe " + route.id());
    }

    private static void addFields(ObjectNode properties) {
        ObjectNode extras = properties.deepCopy();
        properties.removeAll();
        properties.setAll(FlowSchema.properties());
        extras.properties()
                .forEach(
                        extra ->
                                properties
                                        .withObject("/" + extra.getKey())
                                        .setAll((ObjectNode) extra.getValue()));
    }

    /** The document as JSON, UTF-8. */
    byte[] json() {
        return write(new ObjectMapper());
    }

    /** The document as YAML, UTF-8. */
    byte[] yaml() {
        return write(YAML);
    }

    private byte[] write(ObjectMapper mapper) {
        try {
            return mapper.writeValueAsBytes(document);
        } catch (IOException e) {
            throw new UncheckedIOException("The OpenAPI document can't be written", e);
        }
    }
}
