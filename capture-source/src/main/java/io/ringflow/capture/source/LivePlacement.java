package io.ringflow.capture.source;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides which reader captures which interface: each host's interfaces go to readers on that host,
 * and each interface is shared by as many readers as its fanout group has members. A pure function
 * of what the readers reported and what they hold already, so that a capture that runs is never
 * moved.
 */
final class LivePlacement {

    /** Without a number in the settings, one reader for so many subtasks on a host. */
    private static final int SUBTASKS_A_READER = 4;

    private final int readersPerHost;

    /**
     * The rule for a job.
     *
     * @param readersPerHost readers of each interface on each host; 0 chooses by the host's size
     */
    LivePlacement(int readersPerHost) {
        this.readersPerHost = readersPerHost;
    }

    /**
     * The splits that are missing.
     *
     * @param reports where each subtask runs and what it could capture
     * @param held the splits that each subtask holds
     * @return what to assign to which subtask; subtasks without a new split are left out
     */
    Map<Integer, List<LiveSplit>> missing(
            NavigableMap<Integer, HostReport> reports, Map<Integer, List<LiveSplit>> held) {
        NavigableMap<String, NavigableSet<Integer>> subtasks = new TreeMap<>();
        NavigableMap<String, NavigableSet<String>> interfaces = new TreeMap<>();
        reports.forEach(
                (subtask, report) -> {
                    subtasks.computeIfAbsent(report.host(), h -> new TreeSet<>()).add(subtask);
                    interfaces
                            .computeIfAbsent(report.host(), h -> new TreeSet<>())
                            .addAll(report.interfaces());
                });
        Map<Integer, List<LiveSplit>> all = new HashMap<>();
        held.forEach((subtask, splits) -> all.put(subtask, new ArrayList<>(splits)));
        Map<Integer, List<LiveSplit>> missing = new TreeMap<>();
        interfaces.forEach(
                (host, names) -> {
                    NavigableSet<Integer> here = subtasks.get(host);
                    int readers = members(here.size());
                    for (String name : names) {
                        place(host, name, readers, here, all, missing);
                    }
                });
        return missing;
    }

    /** A group that has members keeps its size: the kernel shares packets out among so many. */
    private static void place(
            String host,
            String name,
            int readers,
            NavigableSet<Integer> here,
            Map<Integer, List<LiveSplit>> all,
            Map<Integer, List<LiveSplit>> missing) {
        List<LiveSplit> group =
                all.values().stream()
                        .flatMap(List::stream)
                        .filter(split -> split.host().equals(host))
                        .filter(split -> split.interfaceName().equals(name))
                        .toList();
        int members = group.isEmpty() ? readers : group.getFirst().members();
        for (int member = 0; member < members; member++) {
            LiveSplit split = new LiveSplit(host, name, member, members);
            if (group.contains(split)) {
                continue;
            }
            int subtask = leastLoaded(here, name, all);
            all.computeIfAbsent(subtask, s -> new ArrayList<>()).add(split);
            missing.computeIfAbsent(subtask, s -> new ArrayList<>()).add(split);
        }
    }

    private int members(int subtasks) {
        return readersPerHost > 0
                ? Math.min(readersPerHost, subtasks)
                : Math.max(1, subtasks / SUBTASKS_A_READER);
    }

    /** A member of the group on each subtask first, then the subtask with the fewest splits. */
    private static int leastLoaded(
            NavigableSet<Integer> here, String name, Map<Integer, List<LiveSplit>> all) {
        Comparator<Integer> bySame =
                Comparator.comparingLong(
                        subtask ->
                                all.getOrDefault(subtask, List.of()).stream()
                                        .filter(split -> split.interfaceName().equals(name))
                                        .count());
        Comparator<Integer> byLoad =
                Comparator.comparingInt(subtask -> all.getOrDefault(subtask, List.of()).size());
        return here.stream()
                .min(bySame.thenComparing(byLoad).thenComparing(Comparator.naturalOrder()))
                .orElseThrow();
    }
}
