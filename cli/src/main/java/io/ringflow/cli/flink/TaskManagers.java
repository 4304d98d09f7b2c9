package io.ringflow.cli.flink;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.runtime.rest.messages.taskmanager.TaskManagerInfo;

/**
 * The TaskManagers that are registered at a JobManager. Immutable.
 *
 * @param infos what Flink's REST server says of each
 */
public record TaskManagers(List<TaskManagerInfo> infos) {

    public TaskManagers {
        infos = List.copyOf(infos);
    }

    /** Returns the heap of all together in bytes; 0 if there is none. */
    public long heapBytes() {
        return infos.stream()
                .mapToLong(manager -> manager.getHardwareDescription().getSizeOfJvmHeap())
                .sum();
    }

    /**
     * Returns why one of them can't carry a job, or empty if all can.
     *
     * @param given users' Flink settings, the same as those of the TaskManagers
     */
    public Optional<String> refusal(Map<String, String> given, NetworkMemory.Job job) {
        return infos.stream().flatMap(manager -> refusal(manager, given, job).stream()).findFirst();
    }

    private static Optional<String> refusal(
            TaskManagerInfo manager, Map<String, String> given, NetworkMemory.Job job) {
        Map<String, String> settings = new HashMap<>(given);
        settings.put("taskmanager.numberOfTaskSlots", String.valueOf(manager.getNumberSlots()));
        long bytes = manager.getMemoryConfiguration().getNetworkMemory();
        settings.put("taskmanager.memory.network.max", bytes + "b");
        return NetworkMemory.of(settings, job)
                .refusal(Configuration.fromMap(settings))
                .map(text -> "TaskManager " + manager.getResourceId() + ": " + text);
    }
}
