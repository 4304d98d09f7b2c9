package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.jni.HelmLib;
import com.marcnuri.helm.jni.linux.amd64.LinuxAmd64NativeLibrary;
import com.sun.jna.Native;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.config.ConfigurationReader;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Helm chart, rendered by Helm itself. */
class HelmChartTest {

    private static final Path CHART = Path.of("../deploy/helm/ringflow");
    private static final long DEADLINE_SECONDS = 180;

    private static final String EVERYTHING =
            """
            image: {job: registry.example/flink:1, queryServer: registry.example/ringflow:1}
            imagePullSecrets: [{name: registry}]
            nodes: 20
            slotsPerNode: 3
            capture: {interfaces: [eth*, bond0], filter: "tcp port 443"}
            secrets: {state: my-state, api: my-api}
            tokens:
              - {name: ops, key: ops-token, scope: admin, expires: "2099-01-31"}
            exports:
              - {type: file, directory: /history/exports, format: ndjson, name: copy}
            history: {enabled: true, storage: 1Ti, storageClassName: nfs, keep: {age: 90d}}
            checkpoints: {storage: 9Gi, storageClassName: nfs}
            jobManager: {resource: {cpu: 2, memory: 4096m}}
            taskManager:
              resource: {cpu: 4, memory: 8192m}
              nodeSelector: {capture: "yes"}
              tolerations: [{key: edge, operator: Exists}]
            queryServer:
              replicas: 2
              javaOptions: -Xmx1g
              resources: {limits: {memory: 2Gi}}
              nodeSelector: {disk: ssd}
              tolerations: [{key: edge, operator: Exists}]
            networkPolicy: {nodes: [10.0.0.0/8, 192.168.0.0/16]}
            configuration: {flow: {labels: true}}
            flinkConfiguration: {taskmanager.memory.network.max: 256m}
            """;

    @TempDir private static Path directory;

    private static KubernetesSchemas schemas;

    @BeforeAll
    static void render() throws Exception {
        assumeTrue(
                System.getProperty("os.arch").equals("amd64"),
                "skipped: Helm's library is for x86-64 only");
        schemas = new KubernetesSchemas();
        Files.writeString(directory.resolve("defaults.yaml"), "{}");
        Files.writeString(directory.resolve("everything.yaml"), EVERYTHING);
        Files.writeString(directory.resolve("closed.yaml"), "networkPolicy: {enabled: false}");
        Files.writeString(directory.resolve("typo.yaml"), "capture: {interface: [eth0]}");
        String classPath =
                Stream.of(
                                HelmProgram.class,
                                Helm.class,
                                HelmLib.class,
                                LinuxAmd64NativeLibrary.class,
                                Native.class)
                        .map(HelmChartTest::place)
                        .collect(Collectors.joining(File.pathSeparator));
        Path output = directory.resolve("output");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.io.tmpdir=" + directory,
                                "-cp",
                                classPath,
                                HelmProgram.class.getName(),
                                CHART.toAbsolutePath().normalize().toString(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        boolean ended = process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        assertThat(ended && process.exitValue() == 0).as(Files.readString(output)).isTrue();
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static List<JsonNode> rendered(String values) throws Exception {
        Path refused = directory.resolve(values + HelmProgram.REFUSED);
        assertThat(Files.exists(refused) ? Files.readString(refused) : "").as(values).isEmpty();
        return KubernetesSchemas.documents(directory.resolve(values + HelmProgram.RENDERED))
                .stream()
                .filter(JsonNode::isObject)
                .toList();
    }

    private static JsonNode object(List<JsonNode> objects, String kind) {
        return objects.stream()
                .filter(object -> object.get("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void helmFindsNothingWrong() throws Exception {
        assertThat(Files.readString(directory.resolve(HelmProgram.LINT))).isEmpty();
    }

    @Test
    void objectsAgreeWithTheirSchemasAndReferToExistingOnes() throws Exception {
        for (String values : List.of("defaults.yaml", "everything.yaml", "closed.yaml")) {
            List<JsonNode> objects = rendered(values);
            assertThat(objects)
                    .hasSizeGreaterThan(7)
                    .allSatisfy(
                            object ->
                                    assertThat(schemas.mistakes(object))
                                            .as("%s", object)
                                            .isEmpty());
            List<String> secrets =
                    values.equals("everything.yaml")
                            ? List.of("my-state", "my-api")
                            : KubernetesManifestsTest.SECRETS;
            assertThat(KubernetesReferences.dangling(objects, secrets)).as(values).isEmpty();
        }
        assertThat(rendered("closed.yaml"))
                .noneMatch(object -> object.get("kind").asText().equals("NetworkPolicy"));
    }

    @Test
    void defaultsAreThoseOfTheKustomization() throws Exception {
        Map<String, JsonNode> expected = specifications(KubernetesManifestsTest.objects());
        expected.remove("Namespace ringflow");
        assertThat(specifications(rendered("defaults.yaml"))).isEqualTo(expected);
    }

    /** Returns what the objects consist of beside names of their own and annotations. */
    private static Map<String, JsonNode> specifications(List<JsonNode> objects) throws Exception {
        Map<String, JsonNode> specifications = new TreeMap<>();
        for (JsonNode object : objects) {
            ObjectNode copy = object.deepCopy();
            String name = object.at("/metadata/name").asText().replace("ringflow-flink", "flink");
            copy.remove("metadata");
            copy.path("subjects").forEach(subject -> ((ObjectNode) subject).remove("namespace"));
            if (copy.at("/spec/template/metadata") instanceof ObjectNode metadata) {
                metadata.remove("annotations");
            }
            if (copy.at("/spec/podTemplate") instanceof ObjectNode template) {
                template.remove("metadata");
            }
            if (copy.at("/spec/template/spec/containers/0") instanceof ObjectNode container) {
                container.remove("imagePullPolicy");
                container.put("image", container.get("image").asText().replace(":latest", ""));
            }
            if (copy.has("data")) {
                Path file = directory.resolve("configuration");
                Files.writeString(file, copy.at("/data/ringflow.yaml").asText());
                copy.set("data", KubernetesSchemas.documents(file).getFirst());
            }
            specifications.put(
                    object.get("kind").asText() + " " + name,
                    KubernetesSchemas.parse(
                            copy.toString().replace("\"ringflow-flink\"", "\"flink\"")));
        }
        return specifications;
    }

    @Test
    void valuesReachTheObjectsAndTheConfiguration() throws Exception {
        List<JsonNode> objects = rendered("everything.yaml");
        JsonNode flink = object(objects, "FlinkDeployment").get("spec");
        assertThat(flink.at("/image").asText()).isEqualTo("registry.example/flink:1");
        assertThat(flink.at("/taskManager/replicas").asInt()).isEqualTo(20);
        assertThat(flink.at("/job/parallelism").asInt()).isEqualTo(60);
        assertThat(flink.get("flinkConfiguration").get("taskmanager.memory.network.max").asText())
                .isEqualTo("256m");
        assertThat(flink.at("/taskManager/resource/memory").asText()).isEqualTo("8192m");
        assertThat(flink.at("/taskManager/podTemplate/spec/tolerations/0/key").asText())
                .isEqualTo("edge");
        JsonNode query = object(objects, "Deployment").at("/spec/template/spec");
        assertThat(query.at("/containers/0/resources/limits/memory").asText()).isEqualTo("2Gi");
        assertThat(query.at("/imagePullSecrets/0/name").asText()).isEqualTo("registry");
        assertThat(objects.toString())
                .contains("10.0.0.0/8", "192.168.0.0/16")
                .doesNotContain("192.0.2");

        Files.writeString(directory.resolve("ops-token"), "rf_" + "x".repeat(43));
        Files.writeString(directory.resolve("tls.crt"), "");
        Files.writeString(directory.resolve("tls.key"), "");
        String text = object(objects, "ConfigMap").at("/data/ringflow.yaml").asText();
        Path file =
                Files.writeString(
                        directory.resolve("ringflow.configuration"),
                        text.replace("/etc/ringflow/api", directory.toString()));
        Configuration configuration =
                ConfigurationReader.read(Optional.of(file), Map.of(), Map.of());
        assertThat(configuration.flink()).containsEntry("rest.address", "ringflow-rest");
        assertThat(text)
                .contains("tcp port 443", "bond0", "dir: /history", "labels: true", "admin")
                .contains("/history/exports");
    }

    @Test
    void chartIsOfThisVersion() throws Exception {
        JsonNode chart = KubernetesSchemas.documents(CHART.resolve("Chart.yaml")).getFirst();
        assertThat(Files.readString(Path.of("../pom.xml")))
                .contains("\n  <version>" + chart.get("appVersion").asText() + "</version>\n");
    }

    @Test
    void unknownValuesAreRefused() throws Exception {
        assertThat(directory.resolve("typo.yaml" + HelmProgram.REFUSED))
                .content()
                .contains("interface");
    }
}
