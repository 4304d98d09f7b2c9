package io.ringflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Checks objects as an API server with strict validation of fields does: none may be unknown, none
 * that is required may be missing. The schema of a FlinkDeployment is that of the Flink Kubernetes
 * Operator, those of other kinds are the models of Kubernetes' own client.
 */
final class KubernetesSchemas {

    private static final String FLINK_DEPLOYMENT =
            "META-INF/fabric8/flinkdeployments.flink.apache.org-v1.yml";

    private static final Map<String, String> VERSIONS =
            Map.ofEntries(
                    Map.entry("Namespace", "v1"),
                    Map.entry("ServiceAccount", "v1"),
                    Map.entry("ConfigMap", "v1"),
                    Map.entry("Service", "v1"),
                    Map.entry("PersistentVolumeClaim", "v1"),
                    Map.entry("Deployment", "apps/v1"),
                    Map.entry("NetworkPolicy", "networking.k8s.io/v1"),
                    Map.entry("Role", "rbac.authorization.k8s.io/v1"),
                    Map.entry("RoleBinding", "rbac.authorization.k8s.io/v1"),
                    Map.entry("FlinkDeployment", "flink.apache.org/v1beta1"));

    private final JsonSchema flinkDeployment;
    private final JsonSchema podTemplate;

    KubernetesSchemas() throws IOException {
        JsonNode definition;
        try (InputStream in =
                KubernetesSchemas.class.getClassLoader().getResourceAsStream(FLINK_DEPLOYMENT)) {
            definition = new YAMLMapper().readTree(in);
        }
        JsonNode schema = definition.at("/spec/versions/0/schema/openAPIV3Schema");
        refuseUnknownFields(schema);
        ObjectNode properties = (ObjectNode) schema.get("properties");
        properties.putObject("apiVersion").put("type", "string");
        properties.putObject("kind").put("type", "string");
        properties.putObject("metadata").put("type", "object");
        // This release of the operator is older than the newest Flink, whose name it lacks.
        ObjectNode spec = (ObjectNode) schema.at("/properties/spec/properties");
        spec.putObject("flinkVersion").put("type", "string").put("pattern", "^v[0-9]+_[0-9]+$");
        JsonSchemaFactory factory = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7);
        flinkDeployment = factory.getSchema(schema);
        podTemplate = factory.getSchema(spec.get("podTemplate"));
    }

    /** Kubernetes' schemas don't mention unknown fields: whether they are refused is a setting. */
    private static void refuseUnknownFields(JsonNode schema) {
        if (schema.has("properties") && !schema.has("additionalProperties")) {
            ((ObjectNode) schema).put("additionalProperties", false);
        }
        schema.forEach(KubernetesSchemas::refuseUnknownFields);
    }

    /** Reads the documents of a file. */
    static List<JsonNode> documents(Path file) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        try (var values = mapper.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return values.readAll();
        }
    }

    /** Reads a document in JSON. */
    static JsonNode parse(String text) throws IOException {
        return new YAMLMapper().readTree(text);
    }

    /** Returns what is wrong with an object; empty if nothing is. */
    List<String> mistakes(JsonNode document) {
        String kind = document.path("kind").asText();
        if (!document.path("apiVersion").asText().equals(VERSIONS.get(kind))) {
            return List.of("unknown: " + document.path("apiVersion") + " " + kind);
        }
        List<String> mistakes = new ArrayList<>();
        if (kind.equals("FlinkDeployment")) {
            add(flinkDeployment, document, mistakes);
            return mistakes;
        }
        if (kind.equals("Deployment")) {
            // Unlike the model, the schema also knows the types of numbers.
            add(podTemplate, document.at("/spec/template"), mistakes);
        }
        try {
            Class.forName("io.kubernetes.client.openapi.models.V1" + kind)
                    .getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, JsonParser.parseString(document.toString()));
        } catch (InvocationTargetException e) {
            mistakes.add(String.valueOf(e.getCause().getMessage()));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the validator has changed", e);
        }
        return mistakes;
    }

    private static void add(JsonSchema schema, JsonNode document, List<String> mistakes) {
        schema.validate(document).stream()
                .map(ValidationMessage::getMessage)
                .forEach(mistakes::add);
    }
}
