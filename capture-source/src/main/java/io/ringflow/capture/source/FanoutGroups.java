package io.ringflow.capture.source;

import io.ringflow.capture.ring.FanoutGroup;
import io.ringflow.capture.split.LiveSplit;
import java.util.HashMap;
import java.util.Map;

/**
 * The numbers of the fanout groups of a job: on each host every interface has another one. Used by
 * the coordinator thread.
 */
final class FanoutGroups {

    private final String job;

    /** The interface of each number, by host. */
    private final Map<String, Map<Integer, String>> interfaces = new HashMap<>();

    /**
     * No group has a number yet.
     *
     * @param job the job's id
     */
    FanoutGroups(String job) {
        this.job = job;
    }

    /** The number of an interface's group: the one that the job's id leads to, or the next free. */
    int of(LiveSplit split) {
        Map<Integer, String> taken = interfaces.computeIfAbsent(split.host(), h -> new HashMap<>());
        String name = split.interfaceName();
        int number = FanoutGroup.preferred(job, split.host(), name);
        while (!taken.computeIfAbsent(number, n -> name).equals(name)) {
            number = (number + 1) % FanoutGroup.NUMBERS;
        }
        return number;
    }
}
