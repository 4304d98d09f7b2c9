package io.ringflow.job.flink;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateChangelogOptions;
import org.apache.flink.configuration.StateSizeTrackOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A setting of Flink that the job requires, and the reason. With any other value the job would lose
 * or repeat packets, or would never answer, without an error. {@code FlinkSettingsIT} tries them,
 * and those that are allowed.
 */
public enum FlinkRequirement {

    /** Flows are changed in place. */
    STATE_BACKEND(
            StateBackendOptions.STATE_BACKEND,
            FlinkRequirement::isHashMap,
            "hashmap",
            "tasks change flows in place, and no other backend keeps such changes"),

    /** Flows are changed without a call of the state. */
    CHANGELOG(
            StateChangelogOptions.ENABLE_STATE_CHANGE_LOG,
            enabled -> !enabled,
            "false",
            "tasks change flows in place, which a changelog does not contain"),

    /** Windows and timers need the order of event time. */
    RUNTIME_MODE(
            ExecutionOptions.RUNTIME_MODE,
            mode -> mode == RuntimeExecutionMode.STREAMING,
            "STREAMING",
            "a batch has no checkpoints, and answers no query before its end"),

    /** Tasks have several inputs. */
    CHECKPOINTING_MODE(
            CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE,
            mode -> mode == CheckpointingMode.EXACTLY_ONCE,
            "EXACTLY_ONCE",
            "packets would be counted twice after a restart"),

    /** Would count as a snapshot that has written the shard. */
    SIZE_TRACKING(
            StateSizeTrackOptions.SIZE_TRACK_ENABLED,
            enabled -> !enabled,
            "false",
            "it serializes all flows of a shard at each change, and checkpoints fail");

    /** Flink accepts the class instead of the name. */
    private static final String HASH_MAP_FACTORY =
            "org.apache.flink.runtime.state.hashmap.HashMapStateBackendFactory";

    private final String key;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final Requirement requirement;

    /** Checks a setting. */
    @FunctionalInterface
    private interface Requirement {

        /** Returns what is wrong; empty if nothing is. */
        Optional<String> problem(ReadableConfig settings);
    }

    <T> FlinkRequirement(
            ConfigOption<T> option, Predicate<T> suits, String required, String reason) {
        key = option.key();
        requirement =
                settings ->
                        settings.getOptional(option)
                                .filter(suits.negate())
                                .map(
                                        value ->
                                                option.key()
                                                        + " is "
                                                        + value
                                                        + ", but must be "
                                                        + required
                                                        + ": "
                                                        + reason);
    }

    private static boolean isHashMap(String backend) {
        return backend.equalsIgnoreCase("hashmap") || backend.equals(HASH_MAP_FACTORY);
    }

    /** Returns the setting's name in Flink. */
    public String key() {
        return key;
    }

    /**
     * Checks settings of Flink; those that are not set suit the job.
     *
     * @throws UnsuitableFlinkException if one doesn't suit
     */
    public static void check(ReadableConfig settings) {
        List<String> problems = new ArrayList<>();
        for (FlinkRequirement required : values()) {
            required.requirement
                    .problem(settings)
                    .ifPresent(problem -> problems.add("Flink's setting " + problem));
        }
        if (!problems.isEmpty()) {
            throw new UnsuitableFlinkException(problems);
        }
    }

    /**
     * Checks the settings of an environment, including those of its configuration file and its
     * command line.
     *
     * @throws UnsuitableFlinkException if one doesn't suit
     */
    public static void check(StreamExecutionEnvironment environment) {
        Configuration all = Configuration.fromMap(environment.getConfiguration().toMap());
        all.addAll(environment.getCheckpointConfig().toConfiguration());
        check(all);
    }
}
