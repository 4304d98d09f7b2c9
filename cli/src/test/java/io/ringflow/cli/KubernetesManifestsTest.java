package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The manifests of {@code deploy/kubernetes}, as Kubernetes and the operator would judge them. */
class KubernetesManifestsTest {

    static final Path FOLDER = Path.of("../deploy/kubernetes");
    static final List<String> SECRETS = List.of("ringflow-state", "ringflow-api");

    private static KubernetesSchemas schemas;

    @BeforeAll
    static void readSchemas() throws IOException {
        schemas = new KubernetesSchemas();
    }

    /** Returns the objects that the kustomization consists of, with those that it generates. */
    static List<JsonNode> objects() throws IOException {
        JsonNode kustomization = document("kustomization.yaml", 0);
        List<JsonNode> objects = new ArrayList<>();
        for (JsonNode resource : kustomization.get("resources")) {
            objects.addAll(KubernetesSchemas.documents(FOLDER.resolve(resource.asText())));
        }
        for (JsonNode generator : kustomization.get("configMapGenerator")) {
            ObjectNode map = ((ObjectNode) document("namespace.yaml", 0)).removeAll();
            map.put("apiVersion", "v1").put("kind", "ConfigMap");
            map.putObject("metadata").set("name", generator.get("name"));
            ObjectNode data = map.putObject("data");
            for (JsonNode file : generator.get("files")) {
                data.put(file.asText(), Files.readString(FOLDER.resolve(file.asText())));
            }
            objects.add(map);
        }
        return objects;
    }

    private static JsonNode document(String file, int index) throws IOException {
        return KubernetesSchemas.documents(FOLDER.resolve(file)).get(index);
    }

    @Test
    void objectsAgreeWithTheirSchemas() throws IOException {
        assertThat(objects())
                .hasSizeGreaterThan(10)
                .allSatisfy(
                        object -> assertThat(schemas.mistakes(object)).as("%s", object).isEmpty());
    }

    @Test
    void objectsReferToExistingOnes() throws IOException {
        assertThat(KubernetesReferences.dangling(objects(), SECRETS)).isEmpty();
    }

    @Test
    void kustomizationNamesEveryManifest() throws IOException {
        Set<String> named = new TreeSet<>(Set.of("kustomization.yaml", "ringflow.yaml"));
        document("kustomization.yaml", 0).get("resources").forEach(r -> named.add(r.asText()));
        Set<String> existing = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, "*.yaml")) {
            files.forEach(file -> existing.add(file.getFileName().toString()));
        }
        assertThat(named).isEqualTo(existing);
    }

    @Test
    void unknownAndMissingFieldsAreMistakes() throws IOException {
        JsonNode flink = document("flink-deployment.yaml", 0);
        ((ObjectNode) flink.at("/spec/taskManager/podTemplate/spec")).put("hostNetworks", true);
        assertThat(schemas.mistakes(flink)).singleElement().asString().contains("hostNetworks");

        JsonNode query = document("query-server.yaml", 0);
        ((ObjectNode) query.at("/spec/template/spec/containers/0/ports/0"))
                .put("containerPort", "8080");
        assertThat(schemas.mistakes(query)).singleElement().asString().contains("containerPort");
        ((ObjectNode) query.get("spec")).remove("selector");
        assertThat(schemas.mistakes(query)).hasSize(2).anyMatch(text -> text.contains("selector"));

        JsonNode policy = document("network-policy.yaml", 1);
        ((ObjectNode) policy.at("/spec/ingress/0")).put("form", "");
        assertThat(schemas.mistakes(policy)).singleElement().asString().contains("form");
    }

    @Test
    void danglingReferencesAreFound() throws IOException {
        List<JsonNode> objects = objects();
        objects.removeIf(object -> object.get("kind").asText().equals("ConfigMap"));
        objects.removeIf(object -> object.get("kind").asText().equals("FlinkDeployment"));
        assertThat(KubernetesReferences.dangling(objects, List.of("ringflow-api")))
                .contains(
                        "ConfigMap ringflow",
                        "Secret ringflow-state",
                        "pods with component=taskmanager");
    }
}
