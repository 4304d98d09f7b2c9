package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ringflow.cli.config.Configuration;
import io.ringflow.cli.config.ConfigurationReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that install Ringflow refer to existing commands, files and settings. */
class DeployFilesTest {

    private static final Path ROOT = Path.of("..");
    private static final List<String> COMMANDS =
            List.of("run", "jobmanager", "taskmanager", "submit", "query-server");

    /** Lines that every unit has. */
    private static final List<String> HARDENING =
            List.of(
                    "User=ringflow",
                    "NoNewPrivileges=yes",
                    "CapabilityBoundingSet=",
                    "ProtectSystem=strict",
                    "ProtectHome=yes",
                    "PrivateTmp=yes",
                    "PrivateDevices=yes",
                    "ProtectKernelTunables=yes",
                    "ProtectKernelModules=yes",
                    "ProtectControlGroups=yes",
                    "ProtectProc=invisible",
                    "RestrictAddressFamilies=",
                    "RestrictNamespaces=yes",
                    "RestrictSUIDSGID=yes",
                    "LockPersonality=yes",
                    "SystemCallFilter=@system-service",
                    "UMask=0027");

    private static List<JsonNode> documents(Path file) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        try (var values = mapper.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return values.readAll();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/docker/ringflow.yaml", "deploy/kubernetes/ringflow.yaml"})
    void configurationsHaveNoMistakes(String file, @TempDir Path directory) throws Exception {
        // The files with secrets exist in the containers only.
        Files.writeString(directory.resolve("token"), "rf_" + "x".repeat(43));
        Files.createFile(directory.resolve("tls.crt"));
        Files.createFile(directory.resolve("tls.key"));
        Path given =
                Files.writeString(
                        directory.resolve("ringflow.yaml"),
                        Files.readString(ROOT.resolve(file))
                                .replace("/etc/ringflow/api", directory.toString()));
        Configuration configuration =
                ConfigurationReader.read(Optional.of(given), Map.of(), Map.of());
        assertThat(configuration.flink()).containsKey("execution.checkpointing.dir");
    }

    @Test
    void composeFileRunsCommandsWithExistingFiles() throws IOException {
        JsonNode compose = documents(ROOT.resolve("docker-compose.yml")).get(0);
        Map<String, JsonNode> services = new LinkedHashMap<>();
        compose.get("services").properties().forEach(e -> services.put(e.getKey(), e.getValue()));
        assertThat(services.keySet())
                .containsExactlyInAnyOrder(
                        "jobmanager",
                        "taskmanager",
                        "submit",
                        "query-server",
                        "prometheus",
                        "grafana");
        services.forEach(
                (name, service) -> {
                    if (!List.of("prometheus", "grafana").contains(name)) {
                        assertThat(service.at("/command/0").asText()).isEqualTo(name);
                    }
                });
        assertThat(services.get("taskmanager").at("/cap_add/0").asText()).isEqualTo("NET_RAW");
        Matcher mount =
                Pattern.compile("(?m)^\\s+- (\\./[^:]+):/")
                        .matcher(Files.readString(ROOT.resolve("docker-compose.yml")));
        int mounts = 0;
        while (mount.find()) {
            mounts++;
            assertThat(ROOT.resolve(mount.group(1))).exists();
        }
        assertThat(mounts).isGreaterThan(3);
    }

    @Test
    void manifestsAreCompleteAndNameExistingFiles() throws IOException {
        Path folder = ROOT.resolve("deploy/kubernetes");
        JsonNode kustomization = documents(folder.resolve("kustomization.yaml")).get(0);
        List<String> kinds = new ArrayList<>();
        for (JsonNode resource : kustomization.get("resources")) {
            for (JsonNode document : documents(folder.resolve(resource.asText()))) {
                assertThat(document.path("apiVersion").asText()).isNotEmpty();
                assertThat(document.at("/metadata/name").asText()).isNotEmpty();
                kinds.add(document.get("kind").asText());
            }
        }
        assertThat(kinds).contains("FlinkDeployment", "Deployment", "Service", "Namespace");
        JsonNode query = documents(folder.resolve("query-server.yaml")).get(0);
        assertThat(query.at("/spec/template/spec/containers/0/args/0").asText()).isIn(COMMANDS);
        JsonNode flink = documents(folder.resolve("flink-deployment.yaml")).get(0);
        JsonNode tasks = flink.at("/spec/taskManager/podTemplate/spec");
        assertThat(flink.at("/spec/flinkConfiguration").get("env.java.opts.all").asText())
                .contains("-XX:+ExitOnOutOfMemoryError");
        assertThat(tasks.get("hostNetwork").asBoolean()).isTrue();
        assertThat(tasks.at("/containers/0/env/0/name").asText()).isEqualTo("RINGFLOW_NODE_NAME");
        Path configuration =
                folder.resolve(kustomization.at("/configMapGenerator/0/files/0").asText());
        assertThat(configuration).exists();
    }

    @Test
    void unitsRunCommandsAndHaveCapabilityOnlyIfTheyCapture() throws IOException {
        Pattern command = Pattern.compile("(?m)^ExecStart=ringflow (\\S+) ");
        try (Stream<Path> units = Files.list(ROOT.resolve("deploy/systemd"))) {
            List<Path> services =
                    units.filter(unit -> unit.toString().endsWith(".service")).toList();
            assertThat(services).hasSize(5);
            for (Path service : services) {
                String unit = Files.readString(service);
                Matcher matcher = command.matcher(unit);
                assertThat(matcher.find()).as("%s", service).isTrue();
                assertThat(matcher.group(1)).isIn(COMMANDS);
                boolean captures = List.of("run", "taskmanager").contains(matcher.group(1));
                assertThat(unit.contains("AmbientCapabilities=CAP_NET_RAW"))
                        .as("%s", service)
                        .isEqualTo(captures);
                assertThat(unit.contains("CapabilityBoundingSet=CAP_NET_RAW\n"))
                        .as("%s", service)
                        .isEqualTo(captures);
                assertThat(unit).as("%s", service).contains(HARDENING);
            }
        }
    }

    @Test
    void composeFileHasNoPasswordAndListensOnLoopbackOnly() throws IOException {
        String text = Files.readString(ROOT.resolve("docker-compose.yml"));
        JsonNode services = documents(ROOT.resolve("docker-compose.yml")).get(0).get("services");
        assertThat(services.at("/grafana/environment/GF_SECURITY_ADMIN_PASSWORD").asText())
                .startsWith("${GRAFANA_PASSWORD:?");
        assertThat(services.at("/grafana/environment/GF_SERVER_HTTP_ADDR").asText())
                .isEqualTo("127.0.0.1");
        assertThat(services.at("/prometheus/command").toString())
                .contains("--web.listen-address=127.0.0.1:9090");
        assertThat(text).doesNotContain("admin, admin").doesNotContain("0.0.0.0");
        for (JsonNode service : services) {
            assertThat(service.has("ports")).as("published ports").isFalse();
        }
        for (String name : List.of("prometheus", "grafana")) {
            assertThat(services.at("/" + name + "/image").asText())
                    .as("a fixed version instead of the latest")
                    .matches("\\$\\{[A-Z_]+:-[a-z/]+:v?\\d+\\.\\d+\\.\\d+}");
        }
    }

    /** Every Java program would have a capability that the shared java executable has. */
    @Test
    void nothingGivesCapabilityToSharedJava() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of("README.md", "docs", "deploy/docker", "deploy/kubernetes")) {
            try (Stream<Path> found = Files.walk(ROOT.resolve(folder))) {
                found.filter(Files::isRegularFile)
                        .filter(file -> !file.toString().endsWith(".png"))
                        .forEach(files::add);
            }
        }
        for (Path file : files) {
            assertThat(Files.readString(file).lines())
                    .as("%s", file)
                    .noneMatch(line -> line.matches(".*setcap .*java.*"));
        }
    }

    @Test
    void roleGrantsOnlyWhatHighAvailabilityNeeds() throws IOException {
        Path folder = ROOT.resolve("deploy/kubernetes");
        JsonNode role = documents(folder.resolve("service-account.yaml")).get(1);
        assertThat(role.get("kind").asText()).isEqualTo("Role");
        List<String> rules = new ArrayList<>();
        role.get("rules")
                .forEach(
                        rule ->
                                rules.add(
                                        rule.get("resources")
                                                + " "
                                                + rule.path("resourceNames")
                                                + " "
                                                + rule.get("verbs")));
        assertThat(rules)
                .containsExactly(
                        "[\"configmaps\"]  [\"get\",\"list\",\"watch\",\"create\",\"update\","
                                + "\"patch\",\"delete\"]",
                        "[\"deployments\"] [\"ringflow\"] [\"get\"]");
        JsonNode query = documents(folder.resolve("query-server.yaml")).get(0);
        assertThat(query.at("/spec/template/spec/automountServiceAccountToken").asBoolean(true))
                .isFalse();
    }

    @Test
    void networkPoliciesOpenPortsOnlyToPodsThatNeedThem() throws IOException {
        Path folder = ROOT.resolve("deploy/kubernetes");
        Map<String, JsonNode> policies = new LinkedHashMap<>();
        for (JsonNode policy : documents(folder.resolve("network-policy.yaml"))) {
            policies.put(policy.at("/metadata/name").asText(), policy.get("spec"));
        }
        JsonNode closed = policies.get("ringflow-nothing-else");
        assertThat(closed.at("/podSelector").size()).as("selects all").isZero();
        assertThat(closed.get("policyTypes").toString()).isEqualTo("[\"Ingress\",\"Egress\"]");
        assertThat(closed.has("ingress")).isFalse();

        JsonNode settings =
                documents(folder.resolve("flink-deployment.yaml"))
                        .get(0)
                        .at("/spec/flinkConfiguration");
        assertThat(ports(policies.get("ringflow-jobmanager")))
                .containsExactlyInAnyOrder(
                        settings.get("jobmanager.rpc.port").asInt(),
                        settings.get("blob.server.port").asInt(),
                        settings.get("rest.port").asInt());
        assertThat(ports(policies.get("ringflow-taskmanager")))
                .contains(
                        settings.get("taskmanager.data.port").asInt(),
                        settings.get("taskmanager.rpc.port").asInt(),
                        settings.get("metrics.internal.query-service.port").asInt(),
                        9440);
        JsonNode query = documents(folder.resolve("query-server.yaml")).get(0);
        assertThat(ports(policies.get("ringflow-query-server")))
                .containsExactly(
                        query.at("/spec/template/spec/containers/0/ports/0/containerPort").asInt());
        policies.forEach(
                (name, policy) ->
                        policy.path("ingress")
                                .forEach(
                                        rule ->
                                                assertThat(rule.path("from").size())
                                                        .as("%s names who may connect", name)
                                                        .isPositive()));
    }

    /** Returns the first port of each range that a policy opens. */
    private static List<Integer> ports(JsonNode policy) {
        List<Integer> ports = new ArrayList<>();
        for (JsonNode rule : policy.get("ingress")) {
            rule.get("ports").forEach(port -> ports.add(port.get("port").asInt()));
        }
        return ports.stream().distinct().toList();
    }
}
