package io.ringflow.cli.flink;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What an operator wants to know of the hosts of a job: which ones it uses, which ones come or are
 * missing, why it last failed and what it waits for. Immutable.
 *
 * @param managers the registered TaskManagers
 * @param users ids of the TaskManagers on which tasks of the job were last deployed
 * @param state the job's state in Flink's words
 * @param allRun whether all tasks run
 * @param failures the last failures, newest first
 */
record ClusterStatus(
        List<Manager> managers,
        Set<String> users,
        String state,
        boolean allRun,
        List<Failure> failures) {

    private static final String CAUSE = "Caused by: ";

    /**
     * A registered TaskManager.
     *
     * @param id its host's name or address, a hyphen and what makes it unique
     */
    record Manager(String id, int slots) {}

    /**
     * A failure of the job.
     *
     * @param managerId the TaskManager whose task failed; empty if unknown
     * @param stackTrace with all causes
     */
    record Failure(long epochMillis, String managerId, String stackTrace) {}

    /** Returns the host part of a TaskManager's id. */
    static String host(String managerId) {
        int end = managerId.lastIndexOf('-');
        return end <= 0 ? managerId : managerId.substring(0, end);
    }

    /**
     * Describes the hosts and what the job waits for, a line each.
     *
     * @param gather how long hosts that come are gathered
     */
    List<String> lines(Duration gather) {
        List<String> lines = new ArrayList<>();
        Map<String, Integer> joined = slots(true);
        Map<String, Integer> joining = slots(false);
        if (!joined.isEmpty()) {
            lines.add("hosts: " + text(joined));
        }
        if (!joining.isEmpty()) {
            lines.add("joining: " + text(joining));
        }
        Set<String> missing = missing();
        if (!missing.isEmpty()) {
            lines.add("missing: " + String.join(", ", missing));
        }
        failures.stream().findFirst().map(ClusterStatus::text).ifPresent(lines::add);
        waiting(!joining.isEmpty(), gather).ifPresent(text -> lines.add("waits for: " + text));
        return lines;
    }

    /** The slots of the hosts that the job uses, or of those that it doesn't use yet. */
    private Map<String, Integer> slots(boolean used) {
        return managers.stream()
                .filter(manager -> users.contains(manager.id()) == used)
                .collect(
                        Collectors.toMap(
                                manager -> host(manager.id()),
                                Manager::slots,
                                Integer::sum,
                                TreeMap::new));
    }

    private static String text(Map<String, Integer> slots) {
        return slots.entrySet().stream()
                .map(
                        entry ->
                                entry.getKey()
                                        + " ("
                                        + entry.getValue()
                                        + (entry.getValue() == 1 ? " slot)" : " slots)"))
                .collect(Collectors.joining(", "));
    }

    /** Hosts that the job used, or whose loss made it fail, and that are not registered. */
    private Set<String> missing() {
        Set<String> missing = new TreeSet<>();
        users.forEach(id -> missing.add(host(id)));
        failures.stream()
                .map(Failure::managerId)
                .filter(id -> !id.isEmpty())
                .forEach(id -> missing.add(host(id)));
        managers.forEach(manager -> missing.remove(host(manager.id())));
        return missing;
    }

    private static String text(Failure failure) {
        String place = failure.managerId().isEmpty() ? "" : host(failure.managerId()) + ": ";
        return "last failure: "
                + Instant.ofEpochMilli(failure.epochMillis())
                + " "
                + place
                + rootCause(failure.stackTrace());
    }

    /** Returns the line of a stack trace that names the innermost cause. */
    static String rootCause(String stackTrace) {
        return stackTrace
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith(CAUSE))
                .reduce((outer, inner) -> inner)
                .map(line -> line.substring(CAUSE.length()))
                .or(() -> stackTrace.lines().map(String::strip).findFirst())
                .orElse("unknown");
    }

    private Optional<String> waiting(boolean joins, Duration gather) {
        if (managers.stream().mapToInt(Manager::slots).sum() == 0) {
            return Optional.of("slots; start \"ringflow taskmanager\" on the hosts to capture");
        }
        if (!state.equals("RUNNING")) {
            return Optional.of("slots to settle, then the tasks start");
        }
        if (!allRun) {
            return Optional.of("all tasks to start");
        }
        return joins
                ? Optional.of(
                        "more hosts to join within cluster.gather of "
                                + gather.toSeconds()
                                + " s, then a checkpoint; then the tasks restart with them")
                : Optional.empty();
    }
}
