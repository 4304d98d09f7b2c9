package io.ringflow.cli.flink;

import io.ringflow.job.FlowJob;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.NettyShuffleEnvironmentOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * The network buffers that the job's tasks need on one TaskManager. A task that doesn't get the
 * buffers it requires fails, and the job restarts for ever, so a TaskManager that has too few must
 * not join. What a task requires depends on its channels:
 *
 * <ul>
 *   <li>a result partition: one buffer per channel, plus one
 *   <li>an input gate: two buffers per channel, plus one, but at most {@code
 *       taskmanager.network.memory.read-buffer.required-per-gate.max}
 * </ul>
 *
 * Only the gates of the trackers have a channel for each slot of the cluster. Their maximum makes
 * the result independent of the number of hosts. Immutable.
 *
 * @param slots slots of the TaskManager; each may have one task of every operator
 * @param trackers tasks of the whole job that track flows
 * @param exports exports of the job, each with a task for all hosts
 * @param gateBuffers most buffers that an input gate requires
 */
public record NetworkMemory(int slots, int trackers, int exports, int gateBuffers) {

    /** Default of {@code required-per-gate.max}: two buffers for each of 63 channels. */
    static final int GATE_BUFFERS = 128;

    private static final int MEBIBYTE = 1 << 20;

    /** Gets a TaskManager that has few slots through bursts. */
    private static final int LEAST_MEBIBYTES = 64;

    /** Flink's own, which has no setting. */
    private static final int BUFFERS_PER_CHANNEL = 2;

    /**
     * The operators of a job that determine its channels.
     *
     * @param trackers maximum number of tasks that track flows
     * @param exports number of exports
     */
    public record Job(int trackers, int exports) {}

    /** Returns what a TaskManager with these Flink settings needs for a job. */
    static NetworkMemory of(Map<String, String> settings, Job job) {
        Configuration flink = Configuration.fromMap(settings);
        return new NetworkMemory(
                flink.get(TaskManagerOptions.NUM_TASK_SLOTS),
                job.trackers(),
                job.exports(),
                flink.getOptional(
                                NettyShuffleEnvironmentOptions
                                        .NETWORK_READ_MAX_REQUIRED_BUFFERS_PER_GATE)
                        .orElse(GATE_BUFFERS));
    }

    /** Buffers that the tasks require at most, however many hosts there are. */
    int requiredBuffers() {
        int sums = Math.min(slots, FlowJob.ROLLUP_TASKS);
        return slots * capture()
                + Math.min(slots, trackers) * tracker()
                + sums * (captureTracker() + rollups())
                + exports * gate(trackers);
    }

    /** The source and its router send to trackers and capture-trackers. */
    private int capture() {
        return partition(trackers) + partition(FlowJob.ROLLUP_TASKS);
    }

    private int tracker() {
        return gateBuffers + partition(FlowJob.ROLLUP_TASKS) + exports * partition(1);
    }

    private int captureTracker() {
        return gateBuffers + partition(FlowJob.ROLLUP_TASKS);
    }

    /** The windows of 1 s, 1 min and 1 h and the store, in a row; all send to the store. */
    private int rollups() {
        int windows = 3;
        int inputs = gate(trackers) + 6 * gate(FlowJob.ROLLUP_TASKS);
        return inputs + (2 * windows - 1) * partition(FlowJob.ROLLUP_TASKS);
    }

    private static int partition(int channels) {
        return channels + 1;
    }

    private int gate(int channels) {
        return Math.min(gateBuffers, channels * BUFFERS_PER_CHANNEL + 1);
    }

    /** The default size: twice what is required, so that channels in use get more. */
    String defaultSize() {
        long segment = TaskManagerOptions.MEMORY_SEGMENT_SIZE.defaultValue().getBytes();
        long bytes = 2 * segment * requiredBuffers();
        return Math.max(LEAST_MEBIBYTES, (bytes + MEBIBYTE - 1) / MEBIBYTE) + "m";
    }

    /**
     * Returns why a TaskManager with these settings can't carry the job, or empty if it can.
     *
     * @param settings Flink's settings, complete
     */
    Optional<String> refusal(Configuration settings) {
        long segment = settings.get(TaskManagerOptions.MEMORY_SEGMENT_SIZE).getBytes();
        long buffers = settings.get(TaskManagerOptions.NETWORK_MEMORY_MAX).getBytes() / segment;
        int required = requiredBuffers();
        if (buffers >= required) {
            return Optional.empty();
        }
        return Optional.of(
                "flink.taskmanager.memory.network.max holds "
                        + buffers
                        + " network buffers, but "
                        + slots
                        + " slots and flow.trackers of "
                        + trackers
                        + " need "
                        + required
                        + "; set it to "
                        + (required * segment + MEBIBYTE - 1) / MEBIBYTE
                        + "m or more, or reduce flink.taskmanager.numberOfTaskSlots or"
                        + " flow.trackers");
    }
}
