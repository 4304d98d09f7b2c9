package io.ringflow.rpc.discovery;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/**
 * Asks Flink's REST server for the job and the hosts of its TaskManagers. Each TaskManager serves
 * its state on the first free port of a range, so every port of the range is a candidate on every
 * host.
 */
public final class FlinkDiscovery implements Discovery {

    /** The job's name in Flink. */
    private static final String JOB_NAME = "ringflow";

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final List<String> ENDED = List.of("FINISHED", "CANCELED", "FAILED");

    /** The host in {@code pekko.tcp://flink@host:port/user/rpc/taskmanager_0}. */
    private static final Pattern HOST = Pattern.compile("@(\\[[^\\]]+\\]|[^:/]+)");

    /**
     * How to reach Flink's REST server.
     *
     * @param address such as {@code http://jobmanager:8081}
     * @param tls the context for https; if empty, the platform's default
     * @param token supplies the bearer token of each request; empty for none
     */
    public record RestServer(
            URI address, Optional<SSLContext> tls, Supplier<Optional<String>> token) {

        /** A server that requires neither TLS keys nor a token. */
        public RestServer(URI address) {
            this(address, Optional.empty(), Optional::empty);
        }
    }

    private final URI rest;
    private final Supplier<Optional<String>> token;
    private final String job;
    private final int firstPort;
    private final int ports;
    private final HttpClient client;

    /**
     * A discovery for one job.
     *
     * @param rest Flink's REST server
     * @param job the job's id; if empty, the newest job that has Ringflow's name
     * @param firstPort the first port of the range
     * @param ports the number of ports in the range
     */
    public FlinkDiscovery(RestServer rest, String job, int firstPort, int ports) {
        this.rest = rest.address();
        this.token = rest.token();
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(Version.HTTP_1_1).connectTimeout(TIMEOUT);
        rest.tls().ifPresent(builder::sslContext);
        this.client = builder.build();
        this.job = job;
        this.firstPort = firstPort;
        this.ports = ports;
    }

    @Override
    public Places places() throws IOException, InterruptedException {
        String id = job.isEmpty() ? newestJob() : job;
        TreeSet<String> hosts = new TreeSet<>();
        for (Map<String, String> manager : get("/taskmanagers", "taskmanagers")) {
            hosts.add(host(manager.getOrDefault("path", "")));
        }
        List<Endpoint> endpoints = new ArrayList<>();
        for (String host : hosts) {
            for (int i = 0; i < ports; i++) {
                endpoints.add(new Endpoint(host, firstPort + i));
            }
        }
        return new Places(id, endpoints);
    }

    private String newestJob() throws IOException, InterruptedException {
        Comparator<Map<String, String>> running =
                Comparator.comparing(found -> "RUNNING".equals(found.get("state")));
        return get("/jobs/overview", "jobs").stream()
                .filter(found -> JOB_NAME.equals(found.get("name")))
                .filter(found -> !ENDED.contains(found.get("state")))
                .max(
                        running.thenComparingLong(
                                found -> Long.parseLong(found.getOrDefault("start-time", "0"))))
                .map(found -> found.getOrDefault("jid", ""))
                .orElseThrow(
                        () -> new IOException("no job named " + JOB_NAME + " runs at " + rest));
    }

    private List<Map<String, String>> get(String path, String list)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(rest.resolve(path)).timeout(TIMEOUT);
        token.get().ifPresent(text -> request.header("Authorization", "Bearer " + text));
        HttpResponse<String> answer;
        try {
            answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException("Flink's REST server at " + rest + " does not answer", e);
        }
        if (answer.statusCode() != 200) {
            throw new IOException(
                    "Flink's REST server at "
                            + rest
                            + " answers "
                            + path
                            + " with status "
                            + answer.statusCode());
        }
        return JsonObjects.in(answer.body(), list);
    }

    private static String host(String path) {
        Matcher matcher = HOST.matcher(path);
        if (!matcher.find()) {
            return "localhost"; // a TaskManager in the JobManager's process
        }
        String host = matcher.group(1);
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }
}
