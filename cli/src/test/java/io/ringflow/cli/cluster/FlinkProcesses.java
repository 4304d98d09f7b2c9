package io.ringflow.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.model.Waiting;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.apache.flink.client.cli.CliFrontend;
import org.apache.flink.container.entrypoint.StandaloneApplicationClusterEntryPoint;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/**
 * A Flink cluster of separate processes, with the test's class path unless another is given: a
 * JobManager, and TaskManagers with one slot each. Heartbeats detect a failure within a few
 * seconds. The JobManager waits for jobs, or runs one in application mode.
 */
final class FlinkProcesses implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final String classPath;
    private final int restPort = freePort();
    private final int rpcPort = freePort();
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<Process> processes = new ArrayList<>();

    FlinkProcesses(Path directory) throws IOException {
        this(directory, System.getProperty("java.class.path"));
    }

    FlinkProcesses(Path directory, String classPath) throws IOException {
        this(directory, classPath, Map.of(), List.of());
    }

    /**
     * Starts the JobManager.
     *
     * @param settings settings of Flink besides those of all tests
     * @param application main class of the only job, and its arguments; its jar is in {@code
     *     usrlib}. If empty, the JobManager waits for jobs
     */
    FlinkProcesses(
            Path directory,
            String classPath,
            Map<String, String> settings,
            List<String> application)
            throws IOException {
        this.directory = directory;
        this.classPath = classPath;
        Files.writeString(
                directory.resolve("config.yaml"),
                """
                jobmanager.rpc.address: 127.0.0.1
                jobmanager.rpc.port: %d
                jobmanager.bind-host: 127.0.0.1
                rest.address: 127.0.0.1
                rest.bind-address: 127.0.0.1
                rest.port: %d
                taskmanager.host: 127.0.0.1
                taskmanager.bind-host: 127.0.0.1
                taskmanager.numberOfTaskSlots: 1
                taskmanager.cpu.cores: 1
                taskmanager.memory.task.heap.size: 128m
                taskmanager.memory.task.off-heap.size: 0b
                taskmanager.memory.managed.size: 0b
                taskmanager.memory.framework.heap.size: 64m
                taskmanager.memory.framework.off-heap.size: 64m
                taskmanager.memory.jvm-metaspace.size: 128m
                taskmanager.memory.jvm-overhead.min: 64m
                taskmanager.memory.jvm-overhead.max: 64m
                taskmanager.memory.network.min: 64m
                taskmanager.memory.network.max: 64m
                heartbeat.interval: 500 ms
                heartbeat.timeout: 5 s
                io.tmp.dirs: %s
                """
                                .formatted(rpcPort, restPort, directory)
                        + settings.entrySet().stream()
                                .map(setting -> setting.getKey() + ": " + setting.getValue() + "\n")
                                .collect(Collectors.joining()));
        Files.writeString(
                directory.resolve("log4j2.properties"),
                """
                rootLogger.level = INFO
                rootLogger.appenderRef.console.ref = Console
                appender.console.type = Console
                appender.console.name = Console
                appender.console.layout.type = PatternLayout
                appender.console.layout.pattern = %d{HH:mm:ss.SSS} %-5p %c{1} %m%n
                """);
        if (application.isEmpty()) {
            processes.add(startDaemon("jobmanager", StandaloneSessionClusterEntrypoint.class));
        } else {
            List<String> arguments = new ArrayList<>(List.of("--configDir", directory.toString()));
            arguments.add("--job-classname");
            arguments.addAll(application);
            processes.add(
                    start("jobmanager", StandaloneApplicationClusterEntryPoint.class, arguments));
        }
        await("Flink's REST server", () -> answers("/taskmanagers"));
    }

    /** Returns a port below those that connections get, so that none takes it meanwhile. */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 20_000);
            try (ServerSocket socket =
                    new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                // Taken; try another one.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Starts another TaskManager; returns before it is registered. */
    Process startTaskManager(String name) throws IOException {
        Process process = startDaemon(name, TaskManagerRunner.class);
        processes.add(process);
        return process;
    }

    private Process startDaemon(String name, Class<?> main) throws IOException {
        return start(name, main, List.of("--configDir", directory.toString()));
    }

    /** Runs Flink's command line until it ends; returns the exit status. */
    int flink(String name, List<String> arguments) throws IOException {
        Process process = start(name, CliFrontend.class, arguments);
        processes.add(process);
        await(name, () -> !process.isAlive());
        return process.exitValue();
    }

    private Process start(String name, Class<?> main, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        for (String module :
                List.of("java.lang", "java.util", "java.util.concurrent", "java.net")) {
            command.add("--add-opens=java.base/" + module + "=ALL-UNNAMED");
        }
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(List.of("-Xmx320m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Dlog4j2.configurationFile=" + directory.resolve("log4j2.properties"));
        command.addAll(List.of("-cp", classPath, main.getName()));
        command.addAll(arguments);
        File log = directory.resolve(name + ".log").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(log);
        builder.environment().put("FLINK_CONF_DIR", directory.toString());
        builder.environment().put("FLINK_LIB_DIR", directory.resolve("lib").toString());
        return builder.start();
    }

    URI rest() {
        return URI.create("http://127.0.0.1:" + restPort);
    }

    int restPort() {
        return restPort;
    }

    private boolean answers(String path) {
        return !get(path).isMissingNode();
    }

    /** Returns the answer of Flink's REST server, or a missing node if there is none. */
    JsonNode get(String path) {
        try {
            HttpResponse<String> answer =
                    client.send(
                            HttpRequest.newBuilder(rest().resolve(path))
                                    .timeout(Duration.ofSeconds(10))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? JSON.readTree(answer.body()) : JSON.missingNode();
        } catch (IOException e) {
            return JSON.missingNode();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Returns the number of registered TaskManagers. */
    int taskManagers() {
        return get("/taskmanagers").path("taskmanagers").size();
    }

    /** Returns true if every task of a job runs. */
    boolean runs(String job) {
        JsonNode vertices = get("/jobs/" + job).path("vertices");
        for (JsonNode vertex : vertices) {
            JsonNode tasks = vertex.path("tasks");
            // A reader without a file has finished.
            int up = tasks.path("RUNNING").asInt() + tasks.path("FINISHED").asInt();
            if (up != vertex.path("parallelism").asInt()) {
                return false;
            }
        }
        return !vertices.isEmpty();
    }

    long checkpoints(String job) {
        return get("/jobs/" + job + "/checkpoints").path("counts").path("completed").asLong();
    }

    /** Waits for a condition; fails with the processes' logs if it doesn't become true. */
    void await(String what, BooleanSupplier condition) {
        Waiting.until(() -> what + "\n" + logs(), condition::getAsBoolean);
    }

    /** Returns the end of each process's log. */
    String logs() {
        File[] files = directory.toFile().listFiles((parent, name) -> name.endsWith(".log"));
        return List.of(files).stream().map(FlinkProcesses::tail).collect(Collectors.joining());
    }

    private static String tail(File log) {
        try {
            List<String> lines = Files.readAllLines(log.toPath());
            return "== "
                    + log.getName()
                    + "\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()))
                    + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
        client.close();
    }
}
