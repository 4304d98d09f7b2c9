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

/** The files that install Ringflow name commands, files and settings that there are. */
class DeployFilesTest {

    private static final Path ROOT = Path.of("..");
    private static final List<String> COMMANDS =
            List.of("run", "jobmanager", "taskmanager", "submit", "query-server");

    private static List<JsonNode> documents(Path file) throws IOException {
        YAMLMapper mapper = new YAMLMapper();
        try (var values = mapper.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
            return values.readAll();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"deploy/docker/ringflow.yaml", "deploy/kubernetes/ringflow.yaml"})
    void theConfigurationsHaveNoMistake(String file, @TempDir Path directory) throws Exception {
        // The secrets are mounted where it runs.
        Path token = Files.writeString(directory.resolve("token"), "rf_" + "x".repeat(43));
        Path given =
                Files.writeString(
                        directory.resolve("ringflow.yaml"),
                        Files.readString(ROOT.resolve(file))
                                .replace("/etc/ringflow/api/token", token.toString()));
        Configuration configuration =
                ConfigurationReader.read(Optional.of(given), Map.of(), Map.of());
        assertThat(configuration.flink()).containsKey("execution.checkpointing.dir");
    }

    @Test
    void theComposeFileRunsCommandsWithFilesThatThereAre() throws IOException {
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
    void theManifestsAreWholeAndNameFilesThatThereAre() throws IOException {
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
    void theUnitsRunCommandsAndOnlyThoseThatCaptureHaveACapability() throws IOException {
        Pattern command = Pattern.compile("(?m)^ExecStart=/opt/ringflow/bin/ringflow (\\S+) ");
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
                assertThat(unit).contains("User=ringflow", "NoNewPrivileges=yes");
            }
        }
    }
}
