package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.ringflow.capture.ring.NetnsFixture;
import io.ringflow.cli.CommandRun;
import io.ringflow.model.state.StateException;
import io.ringflow.model.state.answer.FlowStatistics;
import io.ringflow.rpc.client.ClusterFlowState;
import io.ringflow.rpc.client.StateClientSettings;
import io.ringflow.rpc.discovery.FlinkDiscovery;
import io.ringflow.rpc.discovery.FlinkDiscovery.RestServer;
import io.ringflow.rpc.server.StateServiceSettings;
import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Needs processes, the job's jar and CAP_NET_RAW for the loopback interface. Submits the job with
 * Flink's own command line to a Flink cluster without Ringflow, or runs it in application mode.
 * Each submission gets a new class loader in the same TaskManager, which loads the native libraries
 * again. The cluster has other versions of the job's libraries.
 */
@Execution(ExecutionMode.SAME_THREAD)
class FlinkCliIT {

    private static final CaptureOfFlows CAPTURE = new CaptureOfFlows(300, 4);

    /** The jars of Flink's distribution; connector-base comes with the job. */
    private static final Pattern OF_FLINK =
            Pattern.compile(
                    "(flink-(?!connector-base|test-utils)|commons-|kryo-|minlog-|objenesis-"
                            + "|reflectasm-|javassist-|snappy-java-|lz4-java-|RoaringBitmap-"
                            + "|async-profiler-|snakeyaml-engine-|slf4j-api-|log4j-).*[.]jar");

    /** Classes that the JDK and Flink have, and those of the history's own jar. */
    private static final String OF_CLUSTER =
            "(java|javax[.]net|javax[.]crypto|org[.]slf4j|org[.]apache[.]flink|org[.]duckdb)[.].*";

    @TempDir Path directory;

    private Path jar;
    private Path configuration;

    @BeforeEach
    void findJar() throws IOException {
        try (DirectoryStream<Path> built =
                Files.newDirectoryStream(Path.of("../deploy/target"), "ringflow-*-job.jar")) {
            jar = built.iterator().next().toAbsolutePath().normalize();
        }
        configuration = directory.resolve("ringflow.yaml");
    }

    private FlinkProcesses plainFlink() throws IOException {
        return new FlinkProcesses(directory, classPath());
    }

    private String classPath() throws IOException {
        String ofFlink =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(
                                entry ->
                                        OF_FLINK.matcher(Path.of(entry).getFileName().toString())
                                                .matches())
                        .collect(Collectors.joining(File.pathSeparator));
        return OtherLibraries.write(directory) + File.pathSeparator + ofFlink;
    }

    private void submit(FlinkProcesses flink, String name, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("run", "-d", "-p", "1", jar.toString()));
        all.addAll(List.of("-c", configuration.toString()));
        all.addAll(List.of(arguments));
        int status = flink.flink(name, all);
        assertThat(status).as(flink.logs()).isZero();
    }

    @Test
    void jarHasEveryClassItUsesExceptThoseOfFlink() throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            assertThat(file.stream().map(JarEntry::getName))
                    .noneMatch(name -> name.matches("org/(slf4j|apache/logging)/.*|io/helidon/.*"))
                    .noneMatch(
                            name -> name.matches("org/apache/flink/(?!connector/base/).*[.]class"));
            JavaClasses ours =
                    new ClassFileImporter()
                            .withImportOption(location -> location.contains("/io/ringflow/"))
                            .withImportOption(location -> !location.contains("/shaded/"))
                            .importJar(file);
            assertThat(ours.contain("io.ringflow.cli.FlinkJobMain")).isTrue();
            assertThat(
                            ours.stream()
                                    .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                                    .map(use -> use.getTargetClass().getBaseComponentType())
                                    .filter(used -> !used.isPrimitive())
                                    .map(JavaClass::getName)
                                    .filter(name -> !name.matches(OF_CLUSTER))
                                    .map(name -> name.replace('.', '/') + ".class")
                                    .distinct()
                                    .filter(name -> file.getEntry(name) == null))
                    .isEmpty();
        }
    }

    @Test
    void replaysTwiceWithTheSameFlowsAsEmbeddedCluster() throws Exception {
        Path file = directory.resolve("flows.pcap");
        CAPTURE.write(file);
        Files.writeString(configuration, "flow: {activeTimeout: 60s}\n");
        Path embedded = directory.resolve("embedded.ndjson");
        CommandRun replay =
                CommandRun.of(
                        "replay",
                        file.toString(),
                        "-c",
                        configuration.toString(),
                        "-o",
                        embedded.toString());
        assertThat(replay.status()).as(replay.err()).isZero();
        List<String> expected = sortedLines(embedded);
        assertThat(expected).hasSize(CAPTURE.flows());
        try (FlinkProcesses flink = plainFlink()) {
            flink.startTaskManager("taskmanager");
            for (int run = 1; run <= 2; run++) {
                int ended = run;
                Path out = directory.resolve("out-" + run + ".ndjson");
                submit(
                        flink,
                        "flink-run-" + run,
                        "-o",
                        out.toString(),
                        "--replay",
                        file.toString());
                flink.await("the replay's end", () -> jobs(flink, "FINISHED").size() == ended);
                assertThat(sortedLines(out)).isEqualTo(expected);
            }
        }
    }

    /** Writes a configuration file that captures, and returns the port of the state service. */
    private int configureCapture() throws IOException {
        String obstacle = NetnsFixture.obstacle();
        assumeTrue(obstacle.isEmpty(), "skipped: " + obstacle);
        int port = 20_000 + new Random().nextInt(500) * 20;
        Files.writeString(
                configuration,
                """
                capture: {interfaces: [lo]}
                query: {state: {port: %d}}
                """
                        .formatted(port));
        return port;
    }

    @ParameterizedTest
    @ValueSource(strings = {"child-first", "parent-first"})
    void capturesAgainAfterItWasCancelled(String classLoaders) throws Exception {
        int port = configureCapture();
        Map<String, String> settings = Map.of("classloader.resolve-order", classLoaders);
        try (FlinkProcesses flink =
                new FlinkProcesses(directory, classPath(), settings, List.of())) {
            flink.startTaskManager("taskmanager");
            for (int run = 1; run <= 2; run++) {
                int ended = run;
                submit(flink, "flink-run-" + run);
                awaitPackets(flink, port);
                List<String> running = jobs(flink, "RUNNING");
                assertThat(running).hasSize(1);
                int status =
                        flink.flink("flink-cancel-" + run, List.of("cancel", running.getFirst()));
                assertThat(status).as(flink.logs()).isZero();
                flink.await("the end", () -> jobs(flink, "CANCELED").size() == ended);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"child-first", "parent-first"})
    void capturesAsApplication(String classLoaders) throws Exception {
        int port = configureCapture();
        Files.createDirectory(directory.resolve("lib"));
        Path user = Files.createDirectory(directory.resolve("usrlib"));
        Files.copy(jar, user.resolve("ringflow-job.jar"));
        try (FlinkProcesses flink =
                new FlinkProcesses(
                        directory,
                        classPath(),
                        Map.of(
                                "classloader.resolve-order",
                                classLoaders,
                                "parallelism.default",
                                "1"),
                        // After -- because Flink's own -c is the directory of its configuration.
                        List.of(
                                "io.ringflow.cli.FlinkJobMain",
                                "--",
                                "-c",
                                configuration.toString()))) {
            flink.startTaskManager("taskmanager");
            awaitPackets(flink, port);
        }
    }

    private static void awaitPackets(FlinkProcesses flink, int port) throws Exception {
        FlinkDiscovery discovery =
                new FlinkDiscovery(
                        new RestServer(flink.rest()), "", port, StateServiceSettings.PORTS);
        try (ClusterFlowState state =
                new ClusterFlowState(StateClientSettings.loopback(discovery))) {
            // Flink's processes send packets over the loopback interface.
            flink.await("packets", () -> packets(state) > 0);
            assertThat(state.health().complete()).isTrue();
        }
    }

    private static long packets(ClusterFlowState state) {
        try {
            FlowStatistics statistics = state.statistics();
            return statistics.coverage().complete() ? statistics.packets() : 0;
        } catch (StateException e) {
            return 0;
        }
    }

    /** Returns the ids of the jobs in a state. */
    private static List<String> jobs(FlinkProcesses flink, String state) {
        List<String> ids = new ArrayList<>();
        for (JsonNode job : flink.get("/jobs").path("jobs")) {
            assertThat(job.path("status").asText()).as(flink.logs()).isNotEqualTo("FAILED");
            if (job.path("status").asText().equals(state)) {
                ids.add(job.path("id").asText());
            }
        }
        return ids;
    }

    private static List<String> sortedLines(Path file) throws IOException {
        return Files.readAllLines(file).stream().sorted().toList();
    }
}
