package io.ringflow.capture.source;

import io.ringflow.capture.host.HostReport;
import io.ringflow.capture.split.LiveSplit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Decides which reader captures which interface. Each host's interfaces go to readers on that host,
 * and each interface is shared by as many readers as its fanout group has members. The result
 * depends only on the readers' reports and the splits that they already hold; a running capture is
 * never moved.
 */
final class LivePlacement {

    /** If the settings give no number, each interface gets a reader per this many subtasks. */
    private static final int SUBTASKS_PER_READER = 4;

    private final int readersPerHost;

    /**
     * The placement for a job.
     *
     * @param readersPerHost readers of each interface on each host; 0 chooses by the number of
     *     subtasks on the host
     */
    LivePlacement(int readersPerHost) {
        this.readersPerHost = readersPerHost;
    }

    /**
     * The splits that nobody captures yet.
     *
     * @param reports the host of each subtask and the interfaces it could capture
     * @param held the splits that each subtask holds, without positions
     * @param known splits that nobody holds and that were captured before
     * @return the splits to assign, by subtask; subtasks without a new split are left out
     */
    Map<Integer, List<LiveSplit>> missing(
            NavigableMap<Integer, HostReport> reports,
            Map<Integer, List<LiveSplit>> held,
            Collection<LiveSplit> known) {
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
                    for (String name : names) {
                        List<LiveSplit> group = group(host, name, all);
                        int members = members(here.size(), group, group(host, name, known));
                        for (int member = 0; member < members; member++) {
                            LiveSplit split = new LiveSplit(host, name, member, members);
                            if (!group.contains(split)) {
                                int subtask = leastLoaded(here, name, all);
                                all.computeIfAbsent(subtask, s -> new ArrayList<>()).add(split);
                                missing.computeIfAbsent(subtask, s -> new ArrayList<>()).add(split);
                            }
                        }
                    }
                });
        return missing;
    }

    private static List<LiveSplit> group(
            String host, String name, Map<Integer, List<LiveSplit>> bySubtask) {
        return group(host, name, bySubtask.values().stream().flatMap(List::stream).toList());
    }

    private static List<LiveSplit> group(String host, String name, Collection<LiveSplit> splits) {
        return splits.stream()
                .filter(split -> split.host().equals(host))
                .filter(split -> split.interfaceName().equals(name))
                .toList();
    }

    /**
     * The size of a fanout group. A group that has members keeps its size, because the kernel
     * distributes packets over exactly that many. So does one whose captures may still run after a
     * recovery, unless the settings now allow fewer.
     */
    private int members(int subtasks, List<LiveSplit> held, List<LiveSplit> known) {
        if (!held.isEmpty()) {
            return held.getFirst().members();
        }
        int before = known.isEmpty() ? 0 : known.getFirst().members();
        boolean allowed = readersPerHost == 0 || before <= readersPerHost;
        return before > 0 && allowed ? before : members(subtasks);
    }

    private int members(int subtasks) {
        return readersPerHost > 0
                ? Math.min(readersPerHost, subtasks)
                : Math.max(1, subtasks / SUBTASKS_PER_READER);
    }

    /** The subtask with the fewest members of the same group, then with the fewest splits. */
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
