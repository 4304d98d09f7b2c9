package io.ringflow.cli.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ringflow.cli.cluster.HostClient.Answer;
import io.ringflow.cli.cluster.SentPackets.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the query server throughout a run and checks each answer: it must be right, or say what is
 * missing, or be a problem that says when to ask again. Closing it ends the thread that asks.
 */
@SuppressWarnings("try") // close waits for the thread
final class AnswerSampler implements AutoCloseable {

    /** How much apart a clock of a capture and the one of the sender may be. */
    private static final Duration AROUND_GAP = Duration.ofSeconds(3);

    /** The wrong answers so far. */
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private final HostCluster cluster;
    private final SentPackets sent;
    private final int flowsPerGroup;
    private final Duration pause;
    private final Random random;
    private final Thread thread;
    private volatile boolean stopped;
    private final AtomicLong complete = new AtomicLong();
    private final AtomicLong partial = new AtomicLong();
    private final AtomicLong problems = new AtomicLong();
    private final AtomicLong unanswered = new AtomicLong();

    /** How often each question was answered with which problem. */
    final Map<String, Integer> reasons = new ConcurrentHashMap<>();

    /** How long each answer of status 200 took. */
    private final Queue<Duration> times = new ConcurrentLinkedQueue<>();

    /**
     * Starts to ask.
     *
     * @param pause after three questions
     * @param seed which flows are asked for
     */
    AnswerSampler(
            HostCluster cluster, SentPackets sent, int flowsPerGroup, Duration pause, long seed) {
        this.cluster = cluster;
        this.sent = sent;
        this.flowsPerGroup = flowsPerGroup;
        this.pause = pause;
        random = new Random(seed);
        thread = Thread.ofPlatform().name("answer-sampler").start(this::run);
    }

    private void run() {
        while (!stopped) {
            try {
                askStatistics();
                askFlows();
                askSeries();
            } catch (RuntimeException e) {
                wrong.add(e.toString());
            }
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    private void askStatistics() {
        JsonNode answer = ask("/api/v1/statistics");
        if (answer.isMissingNode()) {
            return;
        }
        long most = sent.packets();
        if (answer.get("packets").asLong() > most) {
            wrong.add("statistics count more than the " + most + " packets sent: " + answer);
        }
    }

    /** Asks for the flows of a phase to a host. */
    private void askFlows() {
        List<Group> groups = List.copyOf(sent.packetsPerFlow().keySet());
        if (groups.isEmpty()) {
            return;
        }
        Group group = groups.get(random.nextInt(groups.size()));
        String filter =
                "dstAddr=%s%%20AND%%20srcAddr=%s"
                        .formatted(
                                HostNetwork.address(group.host()),
                                HostFrames.source(group.phase()));
        JsonNode answer = ask("/api/v1/flows?limit=1000&fields=srcPort,packets&filter=" + filter);
        if (answer.isMissingNode()) {
            return;
        }
        Map<Group, Long> after = sent.packetsPerFlow();
        // A five-tuple has several flows if it saw the host's clock step.
        Map<Integer, Long> byPort = new HashMap<>();
        for (JsonNode flow : answer.path("flows")) {
            byPort.merge(flow.get("srcPort").asInt(), flow.get("packets").asLong(), Long::sum);
        }
        if (byPort.values().stream().anyMatch(each -> each > after.get(group))) {
            wrong.add(group + ": more than the " + after.get(group) + " packets sent: " + answer);
        }
        if (byPort.size() > flowsPerGroup) {
            wrong.add(group + ": more flows than the " + flowsPerGroup + " sent: " + answer);
        }
        long packets = byPort.values().stream().mapToLong(each -> each).sum();
        if (!isPartial(answer) && packets < after.get(group) * flowsPerGroup) {
            expectReason(group, answer, packets);
        }
    }

    /** A complete answer may only lack what was sent later than its watermark, or in a gap. */
    private void expectReason(Group group, JsonNode answer, long packets) {
        TimeRange during = sent.during(group);
        if (!answer.hasNonNull("watermark")
                || Instant.parse(answer.get("watermark").asText()).isBefore(during.end())) {
            return;
        }
        JsonNode gaps = ask("/api/v1/gaps");
        if (gaps.isMissingNode() || isPartial(gaps)) {
            return;
        }
        TimeRange around =
                new TimeRange(during.start().minus(AROUND_GAP), during.end().plus(AROUND_GAP));
        for (JsonNode gap : gaps.path("gaps")) {
            if (gap.get("host").asText().equals("host-" + group.host())
                    && TimeRange.of(gap).overlaps(around)) {
                return;
            }
        }
        wrong.add(
                "%s, sent from %s to %s: %d packets, nothing missing, no gap, watermark %s"
                        .formatted(
                                group,
                                during.start(),
                                during.end(),
                                packets,
                                answer.get("watermark").asText()));
    }

    private void askSeries() {
        JsonNode answer = ask("/api/v1/timeseries?metric=packets&step=1m&from=12h");
        if (answer.isMissingNode()) {
            return;
        }
        long most = sent.packets();
        long sum = 0;
        for (JsonNode point : answer.at("/series/0/points")) {
            sum += point.asLong();
        }
        if (sum > most) {
            wrong.add("series count " + sum + " of " + most + " packets sent");
        }
    }

    /** Returns the body, or a missing node if the server has none; checks the status. */
    private JsonNode ask(String path) {
        long start = System.nanoTime();
        Answer answer = cluster.ask(path);
        JsonNode body = answer.body();
        if (answer.status() == 200) {
            times.add(Duration.ofNanos(System.nanoTime() - start));
            (isPartial(body) ? partial : complete).incrementAndGet();
            return body;
        }
        if (answer.status() == 0) {
            unanswered.incrementAndGet();
        } else if (answer.status() == 503 && body.path("status").asInt() == 503) {
            problems.incrementAndGet();
            String question = path.replaceAll("[?].*", "");
            reasons.merge(question + ": " + body.path("detail").asText(), 1, Integer::sum);
        } else {
            wrong.add(path + " answers " + answer.status() + " " + body);
        }
        return MissingNode.getInstance();
    }

    /** Returns how many questions had no answer so far, or a problem instead of one. */
    long refused() {
        return problems.get() + unanswered.get();
    }

    private static boolean isPartial(JsonNode answer) {
        return !answer.path("missing").isEmpty();
    }

    @Override
    public String toString() {
        List<Duration> sorted = times.stream().sorted().toList();
        return ("%d complete answers, %d partial, %d times 503, %d times no server, %d wrong;"
                        + " half of them within %d ms, all but one in a hundred within %d ms")
                .formatted(
                        complete.get(),
                        partial.get(),
                        problems.get(),
                        unanswered.get(),
                        wrong.size(),
                        quantile(sorted, 0.5),
                        quantile(sorted, 0.99));
    }

    private static long quantile(List<Duration> sorted, double share) {
        return sorted.isEmpty() ? -1 : sorted.get((int) (share * sorted.size())).toMillis();
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
    }
}
