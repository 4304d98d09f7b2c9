package io.ringflow.cli.cluster;

import static java.lang.ProcessBuilder.Redirect.appendTo;
import static java.lang.ProcessBuilder.Redirect.to;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.cli.Distribution;
import io.ringflow.cli.flink.ClusterKeys;
import io.ringflow.model.CertificateFiles;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The distribution's commands on the hosts of a {@link HostNetwork}: JobManager and query server on
 * the first host, TaskManagers on those that a test chooses. Closing it ends the processes.
 */
final class HostCluster implements AutoCloseable {

    private static final Duration PATIENCE =
            Duration.ofMinutes(Integer.getInteger("ringflow.patience", 5));
    private static final int QUERY_PORT = 18_080;

    /** The URL of Flink's REST server. */
    static final String FLINK = "https://" + HostNetwork.address(1) + ":8081";

    private static final String COMMAND = "command";

    private final HostNetwork network;
    private final Path directory;
    private final Path configuration;
    private final HostClient client;
    private final Map<String, String> settings;
    private final Map<Integer, Process> taskManagers = new HashMap<>();
    private final List<Process> processes = new ArrayList<>();
    private Process jobManager;
    private Process queryServer;
    private String heap = "400m";

    HostCluster(HostNetwork network, Path directory) throws Exception {
        this(network, directory, Map.of());
    }

    /**
     * Starts JobManager and query server.
     *
     * @param settings settings that differ from those of other tests, by path
     */
    HostCluster(HostNetwork network, Path directory, Map<String, String> settings)
            throws Exception {
        this.network = network;
        this.settings = settings;
        this.directory = directory;
        CertificateFiles certificate = CertificateFiles.make(directory, "state");
        Path token = Files.writeString(directory.resolve("token"), "correct-horse-battery\n");
        Path keys = directory.resolve("keys");
        ClusterKeys.make(keys);
        client = new HostClient(network.namespace(1), keys);
        configuration =
                Files.writeString(
                        directory.resolve("ringflow.yaml"),
                        HostConfiguration.text(
                                keys, token, certificate, checkpointDirectory(), QUERY_PORT));
        startJobManager();
        startQueryServer();
    }

    /** Returns the directory of the checkpoints. */
    Path checkpointDirectory() {
        return directory.resolve("checkpoints");
    }

    void startJobManager() throws IOException {
        jobManager = start(1, "jobmanager", "jobmanager");
    }

    /** Kills the JobManager, as a crash would. */
    void killJobManager() {
        jobManager.destroyForcibly().onExit().join();
    }

    void startQueryServer() throws IOException {
        queryServer = start(1, "query-server", "query-server");
    }

    /** Kills the query server, as a crash would. */
    void killQueryServer() {
        queryServer.destroyForcibly().onExit().join();
    }

    /** Starts the ZooKeeper server of Flink's libraries on the first host. */
    void startZooKeeper(int port) throws IOException {
        start(
                1,
                "zookeeper",
                "",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        Distribution.launcher().resolve("../../lib").normalize() + "/*",
                        "org.apache.flink.shaded.zookeeper3.org.apache.zookeeper.server"
                                + ".ZooKeeperServerMain",
                        String.valueOf(port),
                        directory.resolve("zookeeper").toString()));
    }

    /** Sets the heap of processes that start from now on. */
    void heap(String size) {
        heap = size;
    }

    void startTaskManager(int host) throws IOException {
        startTaskManager(host, "");
    }

    /** Starts a TaskManager with more JVM options. */
    void startTaskManager(int host, String options) throws IOException {
        List<String> command = command("taskmanager");
        taskManagers.put(host, start(host, "taskmanager-" + host, options, command));
    }

    /** Kills the TaskManager of a host, as a crash would. */
    void killTaskManager(int host) {
        taskManagers.remove(host).destroyForcibly().onExit().join();
    }

    /** Stops the TaskManager of a host and waits for its end. */
    void stopTaskManager(int host) {
        Process process = taskManagers.remove(host);
        process.destroy();
        process.onExit().join();
    }

    /** Runs a command on the first host and returns its exit status. */
    int run(String... command) throws Exception {
        return start(1, COMMAND, command).waitFor();
    }

    /** Returns what the last command printed. */
    String printed() throws IOException {
        return Files.readString(directory.resolve(COMMAND + ".log"));
    }

    /** Returns the sockets on which a process of the cluster listens. */
    SortedSet<String> sockets(int host, String part) throws IOException {
        return ListeningSockets.of(part.equals("jobmanager") ? jobManager : taskManagers.get(host));
    }

    /** Returns the configuration file. */
    Path configuration() {
        return configuration;
    }

    private List<String> command(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Distribution.launcher().toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-c", configuration.toString()));
        settings.forEach((path, value) -> command.add("-D" + path + "=" + value));
        return command;
    }

    private Process start(int host, String log, String... arguments) throws IOException {
        return start(host, log, "", command(arguments));
    }

    private Process start(int host, String log, String options, List<String> command)
            throws IOException {
        List<String> inNamespace =
                new ArrayList<>(List.of("ip", "netns", "exec", network.namespace(host)));
        inNamespace.addAll(command);
        File file = directory.resolve(log + ".log").toFile();
        ProcessBuilder builder =
                new ProcessBuilder(inNamespace)
                        .redirectErrorStream(true)
                        .redirectOutput(log.equals(COMMAND) ? to(file) : appendTo(file));
        builder.environment().put("RINGFLOW_NODE_NAME", "host-" + host);
        Distribution.prepare(builder, heap, options);
        Process process = builder.start();
        processes.add(process);
        return process;
    }

    /** Returns the query server's answer, or a missing node if there is none. */
    JsonNode get(String path) {
        return get(URI.create("http://127.0.0.1:" + QUERY_PORT + path));
    }

    /** Returns the answer of Flink's REST server, or a missing node if there is none. */
    JsonNode flink(String path) {
        return get(URI.create(FLINK + path));
    }

    /** Returns the job that runs, as Flink's REST server sees it. */
    HostJob job() {
        return new HostJob(this);
    }

    /** Returns the process id of a host's TaskManager. */
    long taskManager(int host) {
        return taskManagers.get(host).pid();
    }

    /** Returns the processes of the cluster that were started last, by part. */
    Map<String, Process> parts() {
        Map<String, Process> parts = new TreeMap<>();
        parts.put("jobmanager", jobManager);
        parts.put("query-server", queryServer);
        taskManagers.forEach((host, process) -> parts.put("taskmanager-" + host, process));
        return parts;
    }

    /** Starts the job as soon as a JobManager accepts it. */
    void submit() throws Exception {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (run("submit") != 0) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the job can't be submitted\n" + logs());
            }
        }
    }

    private JsonNode get(URI uri) {
        return client.get(uri);
    }

    /** Returns the query server's answer with its status. */
    HostClient.Answer ask(String path) {
        return client.answer(URI.create("http://127.0.0.1:" + QUERY_PORT + path));
    }

    /** Opens a WebSocket to the query server; fails if the server is not up. */
    WebSocket open(WebSocket.Listener listener) {
        return client.open(URI.create("ws://127.0.0.1:" + QUERY_PORT + "/api/v1/stream"), listener);
    }

    /** Repeats a request until the answer is as expected; fails with the last one and the logs. */
    JsonNode await(String path, Predicate<JsonNode> expected) throws IOException {
        return await("http://127.0.0.1:" + QUERY_PORT, path, expected);
    }

    /** Waits until an answer lacks nothing. */
    JsonNode awaitComplete(String path) {
        try {
            return await(
                    path, answer -> !answer.isMissingNode() && answer.path("missing").isEmpty());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until everything that was captured before a time is counted. */
    void awaitEventTime(Instant time) throws IOException {
        await(
                "/api/v1/flows?limit=1&fields=id",
                answer ->
                        answer.hasNonNull("watermark")
                                && !Instant.parse(answer.get("watermark").asText()).isBefore(time));
    }

    /** Waits until all tasks run and each of the first hosts is captured. */
    void awaitCaptured(int hosts) throws IOException {
        await(
                "/api/v1/interfaces",
                answer -> hasCaptures(answer, hosts) && job().runningSince() > 0);
    }

    /** Returns true if a list of captures is whole and as many as given are up. */
    static boolean hasCaptures(JsonNode answer, int up) {
        return answer.path("missing").isEmpty()
                && answer.findValuesAsText("state").stream().filter("up"::equals).count() == up;
    }

    /** Repeats a request to another server that the first host reaches. */
    JsonNode await(String server, String path, Predicate<JsonNode> expected) throws IOException {
        URI uri = URI.create(server + path);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        JsonNode answer = get(uri);
        while (!expected.test(answer)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(path + " still answers " + answer + "\n" + logs());
            }
            // Stays below the rate limit and leaves the processors to the cluster.
            LockSupport.parkNanos(100_000_000);
            answer = get(uri);
        }
        return answer;
    }

    /** Returns the logs of all processes. */
    String logs() throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path log : files.filter(file -> file.toString().endsWith(".log")).toList()) {
                text.append("== ").append(log.getFileName()).append('\n');
                text.append(Files.readString(log));
            }
        }
        return text.toString();
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }
}
