package io.ringflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the objects of one namespace say of each other. Not thread-safe. */
final class KubernetesReferences {

    /** Fields that name an object of a kind. */
    private static final Map<String, String> FIELDS =
            Map.of(
                    "/configMap/name", "ConfigMap",
                    "/secret/secretName", "Secret",
                    "/persistentVolumeClaim/claimName", "PersistentVolumeClaim",
                    "/spec/serviceAccount", "ServiceAccount");

    private final Set<String> names = new HashSet<>();
    private final List<Map.Entry<String, String>> podLabels = new ArrayList<>();
    private final List<String> dangling = new ArrayList<>();

    private KubernetesReferences() {}

    /**
     * Returns references to objects, pods and volumes that don't exist.
     *
     * @param secrets names of the secrets that the administrator makes
     */
    static List<String> dangling(List<JsonNode> documents, List<String> secrets) {
        KubernetesReferences references = new KubernetesReferences();
        secrets.forEach(secret -> references.names.add("Secret " + secret));
        documents.forEach(references::declare);
        documents.forEach(references::check);
        return references.dangling;
    }

    private void declare(JsonNode document) {
        String kind = document.get("kind").asText();
        String name = document.at("/metadata/name").asText();
        names.add(kind + " " + name);
        if (kind.equals("FlinkDeployment")) {
            // The operator's labels.
            podLabels.add(Map.entry("app", name));
            podLabels.add(Map.entry("component", "jobmanager"));
            podLabels.add(Map.entry("component", "taskmanager"));
        } else if (kind.equals("Deployment")) {
            document.at("/spec/template/metadata/labels")
                    .properties()
                    .forEach(e -> podLabels.add(Map.entry(e.getKey(), e.getValue().asText())));
        }
    }

    private void check(JsonNode document) {
        String kind = document.get("kind").asText();
        JsonNode spec = document.path("spec");
        walk(document);
        switch (kind) {
            case "Service" -> checkLabels(spec.get("selector"));
            case "Deployment" -> {
                checkLabels(spec.at("/selector/matchLabels"));
                checkVolumes(spec.at("/template/spec"));
            }
            case "NetworkPolicy" -> checkLabels(spec.at("/podSelector/matchLabels"));
            case "RoleBinding" -> {
                require("Role " + document.at("/roleRef/name").asText());
                require("ServiceAccount " + document.at("/subjects/0/name").asText());
            }
            case "FlinkDeployment" -> {
                JsonNode common = spec.at("/podTemplate/spec");
                checkVolumes(common);
                checkVolumes(common, spec.at("/jobManager/podTemplate/spec"));
                checkVolumes(common, spec.at("/taskManager/podTemplate/spec"));
            }
            default -> {}
        }
    }

    private void walk(JsonNode node) {
        FIELDS.forEach(
                (field, kind) -> {
                    if (!node.at(field).isMissingNode()) {
                        require(kind + " " + node.at(field).asText());
                    }
                });
        node.forEach(this::walk);
    }

    private void require(String name) {
        if (!names.contains(name)) {
            dangling.add(name);
        }
    }

    private void checkLabels(JsonNode labels) {
        labels.properties().stream()
                .map(e -> Map.entry(e.getKey(), e.getValue().asText()))
                .filter(label -> !podLabels.contains(label))
                .forEach(label -> dangling.add("pods with " + label));
    }

    /** The mounts of each template need a volume of one of them. */
    private void checkVolumes(JsonNode... templates) {
        Set<String> volumes = new HashSet<>();
        for (JsonNode template : templates) {
            template.path("volumes").forEach(volume -> volumes.add(volume.get("name").asText()));
        }
        for (JsonNode template : templates) {
            for (JsonNode mount : template.at("/containers/0/volumeMounts")) {
                if (!volumes.contains(mount.get("name").asText())) {
                    dangling.add("volume " + mount.get("name").asText());
                }
            }
        }
    }
}
