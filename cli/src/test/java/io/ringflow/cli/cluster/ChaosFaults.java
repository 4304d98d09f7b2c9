package io.ringflow.cli.cluster;

import io.ringflow.model.SmallDisk;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/**
 * Faults of a {@link HostCluster}, in random order: each kind once before any comes again. A fault
 * is over when {@link #next} returns, but the cluster has not recovered yet.
 */
final class ChaosFaults {

    /** What may fail besides the cluster's processes. */
    record Surroundings(
            HostNetwork network,
            SmallDisk checkpoints,
            SmallDisk exports,
            SlowPipe pipe,
            TaskFailures tasks,
            CaptureClocks clocks) {}

    private static final Duration CLOCK_BACK = Duration.ofHours(-1);
    private static final int LONGEST_SECONDS = 15;

    /** Event time of a capture whose clock was set back may stay ahead of its clock. */
    private static final Duration AFTER_STEP = Duration.ofSeconds(3);

    private final HostCluster cluster;
    private final Surroundings surroundings;
    private final int hosts;
    private final Random random;
    private final List<Callable<String>> due = new ArrayList<>();

    /** How often the process that captures a host was ended. */
    private final Map<Integer, Integer> restarts = new HashMap<>();

    private int serverKills;

    /** The hosts whose clock was set. */
    private final Set<Integer> stepped = new HashSet<>();

    ChaosFaults(HostCluster cluster, Surroundings surroundings, int hosts, long seed) {
        this.cluster = cluster;
        this.surroundings = surroundings;
        this.hosts = hosts;
        random = new Random(seed);
    }

    /** Causes a fault and returns what it was. */
    String next() throws Exception {
        if (due.isEmpty()) {
            due.addAll(
                    List.of(
                            this::killTaskManager,
                            this::killTwoTaskManagers,
                            this::loseHost,
                            this::restartAllInTurn,
                            this::killJobManager,
                            this::killQueryServer,
                            this::failTask,
                            this::fillCheckpointDisk,
                            this::fillExportDisk,
                            this::breakPipe,
                            this::muteHost,
                            this::setClockBack,
                            this::startWithClockBack));
            Collections.shuffle(due, random);
        }
        return due.removeLast().call();
    }

    /** Returns how often the process that captures a host was ended. */
    int restarts(int host) {
        return restarts.getOrDefault(host, 0);
    }

    /** Returns how often the query server was killed. */
    int serverKills() {
        return serverKills;
    }

    /** Returns how far a host's event time may be from the time of its packets. */
    Duration clockError(int host) {
        return stepped.contains(host) ? AFTER_STEP : Duration.ZERO;
    }

    private int anyHost() {
        return 1 + random.nextInt(hosts);
    }

    private String lasting(String what) {
        int seconds = 2 + random.nextInt(LONGEST_SECONDS - 1);
        LockSupport.parkNanos(Duration.ofSeconds(seconds).toNanos());
        return what + " for " + seconds + " s";
    }

    private void kill(int host) {
        cluster.killTaskManager(host);
        restarts.merge(host, 1, Integer::sum);
    }

    private String killTaskManager() throws Exception {
        int host = anyHost();
        kill(host);
        cluster.startTaskManager(host);
        return "kill -9 of the TaskManager of host-" + host;
    }

    private String killTwoTaskManagers() throws Exception {
        int host = anyHost();
        int other = host % hosts + 1;
        kill(host);
        kill(other);
        cluster.startTaskManager(other);
        cluster.startTaskManager(host);
        return "kill -9 of the TaskManagers of host-" + host + " and host-" + other;
    }

    private String loseHost() throws Exception {
        int host = anyHost();
        kill(host);
        String what = lasting("host-" + host + " lost");
        cluster.startTaskManager(host);
        return what;
    }

    /** Each host is captured again before the next one restarts. */
    private String restartAllInTurn() throws Exception {
        for (int host = 1; host <= hosts; host++) {
            cluster.stopTaskManager(host);
            restarts.merge(host, 1, Integer::sum);
            cluster.startTaskManager(host);
            cluster.awaitCaptured(hosts);
        }
        return "rolling restart of all TaskManagers";
    }

    private String killJobManager() throws Exception {
        cluster.killJobManager();
        String what = lasting("kill -9 of the JobManager, away");
        cluster.startJobManager();
        return what;
    }

    private String killQueryServer() throws Exception {
        serverKills++;
        cluster.killQueryServer();
        cluster.startQueryServer();
        return "kill -9 of the query server";
    }

    private String failTask() throws Exception {
        List<String> operators = cluster.job().operators();
        if (operators.isEmpty()) {
            return "no task to fail";
        }
        String operator = operators.get(random.nextInt(operators.size()));
        int first = anyHost();
        for (int i = 0; i < hosts; i++) {
            int host = (first + i - 1) % hosts + 1;
            if (surroundings.tasks().fail(cluster.taskManager(host), operator + " (")) {
                return "failure of a task of " + operator + " on host-" + host;
            }
        }
        return "no task of " + operator + " to fail";
    }

    private String fillCheckpointDisk() throws Exception {
        return full(surroundings.checkpoints(), "disk of checkpoints full");
    }

    private String fillExportDisk() throws Exception {
        return full(surroundings.exports(), "disk of an export full");
    }

    private String full(SmallDisk disk, String what) throws Exception {
        int seconds = 2 + random.nextInt(LONGEST_SECONDS - 1);
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (System.nanoTime() < end) {
            disk.fill();
            LockSupport.parkNanos(100_000_000);
        }
        disk.free();
        return what + " for " + seconds + " s";
    }

    private String breakPipe() {
        surroundings.pipe().setBroken(true);
        String what = lasting("pipe of an export without a reader");
        surroundings.pipe().setBroken(false);
        return what;
    }

    private String muteHost() {
        int host = anyHost();
        surroundings.network().mute(host, true);
        String what = lasting("host-" + host + " cut off");
        surroundings.network().mute(host, false);
        return what;
    }

    private String setClockBack() throws Exception {
        int host = anyHost();
        stepped.add(host);
        surroundings.clocks().set(cluster.taskManager(host), CLOCK_BACK);
        String what = lasting("clock of host-" + host + " an hour back");
        surroundings.clocks().set(cluster.taskManager(host), Duration.ZERO);
        return what;
    }

    private String startWithClockBack() throws Exception {
        int host = anyHost();
        stepped.add(host);
        kill(host);
        cluster.startTaskManager(host, surroundings.clocks().option(CLOCK_BACK));
        cluster.awaitCaptured(hosts);
        cluster.awaitEventTime(Instant.now());
        String what = lasting("host-" + host + " restarted with its clock an hour back");
        surroundings.clocks().set(cluster.taskManager(host), Duration.ZERO);
        return what;
    }
}
