package io.ringflow.cli.flink;

import io.ringflow.cli.terminal.CommandFailure;
import io.ringflow.job.FlowJob;
import io.ringflow.job.flink.FlinkRequirement;
import io.ringflow.model.text.HostPort;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;

/**
 * Flink's settings for the processes of a cluster and for the job that runs on it: defaults for
 * hosts that come and go while one job runs, overridden by the settings that users pass through.
 * The methods that return settings throw {@link io.ringflow.job.flink.UnsuitableFlinkException} if
 * the job can't work with one of them.
 */
public final class FlinkSettings {

    private static final String RPC_ADDRESS = "jobmanager.rpc.address";
    private static final String REST_ADDRESS = "rest.address";
    private static final String CHECKPOINTS = "execution.checkpointing.dir";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int MEBIBYTE = 1 << 20;

    /** More slots per host mean more channels to all other hosts, but hardly more packets. */
    private static final int MAX_SLOTS = 4;

    private FlinkSettings() {}

    /** Whether a job ends by itself. */
    public enum Purpose {
        /** Runs until it is stopped. */
        UNBOUNDED,
        /** Ends by itself and is not queried. */
        BOUNDED
    }

    /**
     * Returns the settings of a JobManager.
     *
     * @param given users' settings, which win
     * @param gather how long hosts that come are gathered before the tasks restart with them
     */
    public static Configuration jobManager(Map<String, String> given, Duration gather) {
        FlinkRequirement.check(Configuration.fromMap(given));
        Map<String, String> settings = process(given);
        String address = address(given);
        settings.put("jobmanager.bind-host", address);
        settings.put("rest.bind-address", restAddress(given));
        settings.put("jobmanager.rpc.port", "6123");
        settings.put("high-availability.jobmanager.port", "6123");
        settings.put("blob.server.port", "6124");
        settings.put("metrics.internal.query-service.port", "6125");
        settings.put("web.submit.enable", "false");
        // Uses all slots, so that every host captures, and restarts the tasks when hosts come and
        // go.
        settings.put("jobmanager.scheduler", "adaptive");
        String adaptive = "jobmanager.adaptive-scheduler.";
        settings.put(adaptive + "submission.resource-wait-timeout", "200 d");
        settings.put(adaptive + "submission.resource-stabilization-timeout", "3 s");
        // From the first host that comes, and from the last restart.
        String time = gather.toMillis() + " ms";
        settings.put(adaptive + "executing.cooldown-after-rescaling", time);
        settings.put(adaptive + "executing.resource-stabilization-timeout", time);
        // While a job waits for hosts that are away, the others keep their slots for this time.
        // Without slots, the job leaves a process, and its capture logs end.
        settings.put("slot.idle.timeout", "5 min");
        // Distributes the trackers, of which there are fewer than slots, over the hosts.
        settings.put("taskmanager.load-balance.mode", "TASKS");
        settings.putAll(given);
        return Configuration.fromMap(settings);
    }

    /**
     * Returns the settings of a TaskManager in this process.
     *
     * @param given users' settings, which win
     * @param heapBytes maximum heap of this process
     * @param processors processors of this host
     * @param job the job that the TaskManager will run
     * @throws CommandFailure if its network memory can't carry the job
     */
    public static Configuration taskManager(
            Map<String, String> given, long heapBytes, int processors, NetworkMemory.Job job) {
        FlinkRequirement.check(Configuration.fromMap(given));
        Map<String, String> settings = process(given);
        LocalAddress.towards(address(given))
                .ifPresent(
                        own -> {
                            settings.put("taskmanager.host", own);
                            settings.put("taskmanager.bind-host", own);
                        });
        settings.put("taskmanager.data.port", "6121");
        settings.put("taskmanager.rpc.port", "6122");
        settings.put("metrics.internal.query-service.port", "6126");
        settings.put(
                "taskmanager.numberOfTaskSlots", String.valueOf(Math.min(processors, MAX_SLOTS)));
        // Waits for a JobManager that is away. Flink can't schedule more than 248 days ahead.
        settings.put("taskmanager.registration.timeout", "200 d");
        // A job whose JobManager can't be reached keeps its slots for this time. Without slots, the
        // job leaves the process, and a job jar's capture logs end.
        settings.put(
                "taskmanager.slot.timeout",
                given.containsKey("high-availability.type") ? "5 min" : "60 s");
        // The JVM exits by itself when the heap is full; this is for direct memory and metaspace.
        settings.put("taskmanager.jvm-exit-on-oom", "true");
        settings.put(
                "taskmanager.network.memory.read-buffer.required-per-gate.max",
                String.valueOf(NetworkMemory.GATE_BUFFERS));
        memory(settings, heapBytes);
        settings.putAll(given);
        NetworkMemory network = NetworkMemory.of(settings, job);
        putNetwork(settings, given, network.defaultSize());
        String host = given.get("taskmanager.host");
        if (host != null && !given.containsKey("taskmanager.bind-host")) {
            if (LocalAddress.isOwn(host)) {
                settings.put("taskmanager.bind-host", host);
            } else {
                settings.remove("taskmanager.bind-host");
            }
        }
        Configuration complete = Configuration.fromMap(settings);
        network.refusal(complete)
                .ifPresent(
                        text -> {
                            throw CommandFailure.wrong(text);
                        });
        return complete;
    }

    /** Flink needs the size of each part, but the heap's was chosen when this process started. */
    private static void memory(Map<String, String> settings, long heapBytes) {
        String memory = "taskmanager.memory.";
        long frameworkHeap = 64L * MEBIBYTE;
        long taskHeap = Math.max(frameworkHeap, heapBytes - frameworkHeap);
        settings.put("taskmanager.cpu.cores", "1");
        settings.put(memory + "framework.heap.size", frameworkHeap + "b");
        settings.put(memory + "task.heap.size", taskHeap + "b");
        settings.put(memory + "framework.off-heap.size", "64m");
        settings.put(memory + "task.off-heap.size", "0b");
        settings.put(memory + "jvm-metaspace.size", "256m");
        settings.put(memory + "jvm-overhead.min", "64m");
        settings.put(memory + "jvm-overhead.max", "64m");
        // State is on the heap; nothing uses managed memory.
        settings.put(memory + "managed.size", "0b");
    }

    /** Flink requires the same minimum and maximum. */
    private static void putNetwork(
            Map<String, String> settings, Map<String, String> given, String defaultSize) {
        String memory = "taskmanager.memory.";
        String min = given.get(memory + "network.min");
        String max = given.get(memory + "network.max");
        String network = max != null ? max : min != null ? min : defaultSize;
        settings.put(memory + "network.min", network);
        settings.put(memory + "network.max", network);
    }

    /** Returns the settings common to all processes. */
    private static Map<String, String> process(Map<String, String> given) {
        Map<String, String> settings = new HashMap<>();
        settings.put(RPC_ADDRESS, LOOPBACK);
        settings.put(REST_ADDRESS, restAddress(given));
        settings.put("rest.port", "8081");
        settings.put("heartbeat.interval", "1 s");
        settings.put("heartbeat.timeout", "15 s");
        // After a JobManager was killed, no other takes over for this long.
        settings.put("high-availability.zookeeper.client.session-timeout", "15 s");
        settings.put("security.delegation.tokens.enabled", "false");
        return settings;
    }

    /**
     * Returns the settings of the job.
     *
     * @param given users' settings, which win
     */
    public static Map<String, String> job(Map<String, String> given, Purpose purpose) {
        boolean checkpoints = given.containsKey(CHECKPOINTS);
        boolean bounded = purpose == Purpose.BOUNDED;
        Map<String, String> settings = new HashMap<>();
        settings.put("pipeline.name", bounded ? FlowJob.NAME + "-replay" : FlowJob.NAME);
        settings.put("pipeline.max-parallelism", String.valueOf(FlowJob.SHARDS));
        settings.put("pipeline.object-reuse", "true");
        settings.put("pipeline.generic-types", "false");
        settings.put("state.backend.type", "hashmap");
        if (isAdaptive(given)) {
            // The upper limit: the scheduler uses as many slots as there are.
            settings.put("parallelism.default", String.valueOf(FlowJob.SHARDS));
        }
        settings.put(
                "restart-strategy.type", bounded && !checkpoints ? "none" : "exponential-delay");
        settings.put("restart-strategy.exponential-delay.initial-backoff", "500 ms");
        settings.put("restart-strategy.exponential-delay.max-backoff", "10 s");
        if (checkpoints) {
            settings.put("execution.checkpointing.interval", "10 s");
            settings.put("execution.checkpointing.storage", "filesystem");
            // Storage that is away for a while must not interrupt the capture.
            settings.put(
                    "execution.checkpointing.tolerable-failed-checkpoints",
                    String.valueOf(Integer.MAX_VALUE));
        }
        settings.putAll(given);
        FlinkRequirement.check(Configuration.fromMap(settings));
        return settings;
    }

    /** Returns a warning if the job has no directory for checkpoints. */
    public static Optional<String> warning(Map<String, String> given) {
        return given.containsKey(CHECKPOINTS)
                ? Optional.empty()
                : Optional.of(
                        "without checkpoints, all flows are lost when tasks restart; set"
                                + " flink."
                                + CHECKPOINTS
                                + " to a directory that all hosts can reach");
    }

    private static boolean isAdaptive(Map<String, String> given) {
        return given.getOrDefault("jobmanager.scheduler", "adaptive").equalsIgnoreCase("adaptive");
    }

    /** Returns the settings of a client of Flink's REST server, which gives up soon. */
    public static Configuration client(Map<String, String> given) {
        Map<String, String> settings = process(given);
        settings.put("rest.retry.max-attempts", "3");
        settings.put("rest.retry.delay", "500 ms");
        settings.put("rest.connection-timeout", "5 s");
        settings.putAll(given);
        return Configuration.fromMap(settings);
    }

    /** Returns the address of Flink's REST server. */
    public static URI rest(Map<String, String> given) {
        boolean tls = Boolean.parseBoolean(given.get("security.ssl.rest.enabled"));
        return URI.create(
                (tls ? "https://" : "http://")
                        + HostPort.host(restAddress(given))
                        + ":"
                        + given.getOrDefault("rest.port", "8081"));
    }

    private static String restAddress(Map<String, String> given) {
        return given.getOrDefault(REST_ADDRESS, address(given));
    }

    private static String address(Map<String, String> given) {
        return given.getOrDefault(RPC_ADDRESS, LOOPBACK);
    }
}
