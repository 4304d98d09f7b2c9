package io.ringflow.cli.flink;

import io.ringflow.job.FlowJob;
import io.ringflow.job.flink.FlinkRequirement;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/**
 * Flink's settings for a cluster in this process: defaults for one job on one machine, overridden
 * by the settings that users pass through. The methods that return settings throw {@link
 * io.ringflow.job.flink.UnsuitableFlinkException} if the job can't work with one of them.
 */
public final class EmbeddedSettings {

    private static final String LOOPBACK = "127.0.0.1";

    private EmbeddedSettings() {}

    /**
     * Returns the settings of a job that runs until it is stopped and is restarted when it fails.
     *
     * @param given users' settings, which win
     */
    public static Configuration unbounded(Map<String, String> given) {
        Map<String, String> settings = common(parallelism(given));
        settings.put("rest.port", "8081");
        // A live source emits watermarks itself, so nothing has to ask it for one.
        settings.put("pipeline.auto-watermark-interval", "0 ms");
        settings.put("restart-strategy.type", "fixed-delay");
        settings.put("restart-strategy.fixed-delay.attempts", String.valueOf(Integer.MAX_VALUE));
        settings.put("restart-strategy.fixed-delay.delay", "1 s");
        return closed(settings, given);
    }

    /**
     * Returns the settings of such a job whose state is kept.
     *
     * @param given users' settings, which win, except for the place of checkpoints
     * @param checkpoints the directory for checkpoints
     */
    public static Configuration resumable(Map<String, String> given, Path checkpoints) {
        Map<String, String> kept = new HashMap<>(given);
        kept.putIfAbsent("execution.checkpointing.interval", "10 s");
        kept.putIfAbsent("execution.checkpointing.min-pause", "5 s");
        kept.put("execution.checkpointing.dir", checkpoints.toUri().toString());
        kept.put("execution.checkpointing.storage", "filesystem");
        // A process that is cancelled because it can't stop in order leaves its last checkpoint.
        kept.put(
                "execution.checkpointing.externalized-checkpoint-retention",
                "RETAIN_ON_CANCELLATION");
        // A full disk must not interrupt the capture.
        kept.put(
                "execution.checkpointing.tolerable-failed-checkpoints",
                String.valueOf(Integer.MAX_VALUE));
        return unbounded(kept);
    }

    /**
     * Returns the settings of a job that ends by itself. A failure ends it, unless it has
     * checkpoints to resume from.
     *
     * @param given users' settings, which win
     */
    public static Configuration bounded(Map<String, String> given) {
        Map<String, String> settings = common(parallelism(given));
        settings.put("rest.port", "0");
        boolean resumes = given.containsKey("execution.checkpointing.interval");
        settings.put("restart-strategy.type", resumes ? "fixed-delay" : "none");
        settings.put("restart-strategy.fixed-delay.attempts", "10");
        settings.put("restart-strategy.fixed-delay.delay", "100 ms");
        return closed(settings, given);
    }

    /**
     * Returns the settings of a replay that stays up for queries.
     *
     * @param given users' settings, which win
     */
    public static Configuration servedReplay(Map<String, String> given) {
        Map<String, String> withPort = new HashMap<>(given);
        withPort.putIfAbsent("rest.port", "8081");
        return bounded(withPort);
    }

    /** Adds users' settings, except those that would open a port. */
    private static Configuration closed(Map<String, String> settings, Map<String, String> given) {
        settings.putAll(given);
        FlinkRequirement.check(Configuration.fromMap(settings));
        takeFreePortIfTaken(settings);
        settings.put("jobmanager.bind-host", LOOPBACK);
        settings.put("blob.server.port", "0");
        // Nothing may be offloaded to the BLOB server, because its port is closed.
        settings.put("blob.offload.minsize", String.valueOf(Integer.MAX_VALUE));
        return Configuration.fromMap(settings);
    }

    private static int parallelism(Map<String, String> given) {
        String text = given.get("parallelism.default");
        return text == null ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(text);
    }

    private static Map<String, String> common(int parallelism) {
        Map<String, String> settings = new HashMap<>();
        settings.put("parallelism.default", String.valueOf(parallelism));
        settings.put("pipeline.name", FlowJob.NAME);
        settings.put("pipeline.max-parallelism", String.valueOf(FlowJob.SHARDS));
        settings.put("pipeline.object-reuse", "true");
        settings.put("pipeline.generic-types", "false");
        settings.put("rest.address", LOOPBACK);
        settings.put("rest.bind-address", LOOPBACK);
        settings.put("web.submit.enable", "false");
        settings.put("security.delegation.tokens.enabled", "false");
        settings.put("taskmanager.numberOfTaskSlots", String.valueOf(parallelism));
        // The only TaskManager is there from the start, so nothing has to be waited for.
        settings.put("slotmanager.requirement-check.delay", "0 ms");
        // State is on the heap; nothing uses managed memory.
        settings.put("taskmanager.memory.managed.size", "0b");
        String network = networkMebibytes(parallelism) + "m";
        settings.put("taskmanager.memory.network.min", network);
        settings.put("taskmanager.memory.network.max", network);
        return settings;
    }

    /**
     * A shuffle has parallelism² channels with a few buffers of 32 KiB each. All buffers are
     * allocated and cleared at the start.
     */
    private static int networkMebibytes(int parallelism) {
        return Math.max(8 * Math.max(2, parallelism), parallelism * parallelism / 8);
    }

    /** Given several ports, Flink tries the next one if a port is taken; 0 is any free port. */
    private static void takeFreePortIfTaken(Map<String, String> settings) {
        String port = settings.get("rest.port");
        settings.putIfAbsent("rest.bind-port", port.equals("0") ? "0" : port + ",0");
    }
}
