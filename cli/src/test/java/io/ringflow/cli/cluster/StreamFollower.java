package io.ringflow.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.cli.cluster.SentPackets.Group;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Follows all flows over one WebSocket throughout a run and checks each message. It opens another
 * one if the server was killed, and notes when the server said that something is missing. Closing
 * it ends the thread that opens them.
 */
@SuppressWarnings("try") // close waits for the thread
final class StreamFollower implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PAUSE_NANOS = 200_000_000;

    /** How long a message may take that names a new flow, or says that something is missing. */
    private static final Duration REPORTED_WITHIN = Duration.ofSeconds(5);

    private static final String SUBSCRIBE =
            """
            {"type": "subscribe", "id": "all", "topic": "flows", \
            "fields": ["srcAddr", "dstAddr", "srcPort", "packets"]}""";

    /** The wrong messages so far. */
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private final HostCluster cluster;
    private final SentPackets sent;

    /** Source ports of the flows that were reported. */
    private final Map<Group, Set<Integer>> seen = new ConcurrentHashMap<>();

    /** When a message said that something is missing, or a WebSocket ended. */
    private final NavigableSet<Instant> disturbed = new ConcurrentSkipListSet<>();

    /** When the cluster had recovered. */
    private final NavigableSet<Instant> recovered = new ConcurrentSkipListSet<>();

    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();
    private final Thread thread;
    private volatile Listener open;
    private volatile boolean stopped;

    /** Starts to follow. */
    StreamFollower(HostCluster cluster, SentPackets sent) {
        this.cluster = cluster;
        this.sent = sent;
        thread = Thread.ofPlatform().name("stream-follower").start(this::run);
    }

    private void run() {
        while (!stopped) {
            try {
                open = new Listener();
                if (stopped) {
                    return; // close has ended the one before
                }
                WebSocket socket = cluster.open(open);
                socket.sendText(SUBSCRIBE, true).join();
                open.over.await();
                if (!stopped) {
                    ended.incrementAndGet();
                }
                socket.abort();
            } catch (RuntimeException e) {
                LockSupport.parkNanos(PAUSE_NANOS); // the server is not up yet
            } catch (InterruptedException e) {
                return;
            }
            disturbed.add(Instant.now());
        }
    }

    private final class Listener implements WebSocket.Listener {

        final CountDownLatch over = new CountDownLatch(1);
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
            parts.append(text);
            if (last) {
                message(parts.toString());
                parts.setLength(0);
            }
            socket.request(1);
            return null;
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
            over.countDown();
            return null;
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            over.countDown();
        }
    }

    private void message(String text) {
        messages.incrementAndGet();
        try {
            JsonNode message = JSON.readTree(text);
            switch (message.path("type").asText()) {
                case "subscribed" -> {}
                case "flows" -> message.path("flows").forEach(this::flow);
                case "gap" -> {
                    gaps.incrementAndGet();
                    disturbed.add(Instant.now());
                }
                case "error" -> {
                    disturbed.add(Instant.now());
                    if (!message.path("code").asText().equals("unavailable")) {
                        wrong.add(text);
                    }
                }
                default -> wrong.add(text);
            }
        } catch (JsonProcessingException e) {
            wrong.add("not JSON: " + text);
        }
    }

    private void flow(JsonNode flow) {
        String destination = flow.path("dstAddr").asText();
        int host = Integer.parseInt(destination.substring(destination.lastIndexOf('.') + 1));
        Group group = new Group(host, HostFrames.phase(flow.path("srcAddr").asText()));
        seen.computeIfAbsent(group, of -> ConcurrentHashMap.newKeySet())
                .add(flow.path("srcPort").asInt());
        if (flow.path("packets").asLong() > sent.packetsPerFlow(group)) {
            wrong.add(
                    "more packets than the %d sent: %s"
                            .formatted(sent.packetsPerFlow(group), flow));
        }
    }

    /** The cluster has recovered from everything that happened up to now. */
    void recovered() {
        recovered.add(Instant.now());
    }

    /**
     * Returns the groups of which flows were not reported although nothing was said to be missing
     * from their start on. If faults followed each other, the server may say so only when the
     * cluster has recovered.
     */
    List<Group> unreported(int flowsPerGroup) {
        List<Group> groups = new ArrayList<>();
        for (Group group : sent.packetsPerFlow().keySet()) {
            Instant start = sent.during(group).start();
            Instant calm = recovered.higher(start.plus(REPORTED_WITHIN));
            Instant end = calm == null ? Instant.MAX : calm.plus(REPORTED_WITHIN);
            boolean explained = !disturbed.subSet(start, true, end, true).isEmpty();
            if (!explained && seen.getOrDefault(group, Set.of()).size() < flowsPerGroup) {
                groups.add(group);
            }
        }
        return groups;
    }

    /** Returns how often a WebSocket ended. */
    int ended() {
        return ended.get();
    }

    @Override
    public String toString() {
        return "%d messages, %d gaps, %d times ended"
                .formatted(messages.get(), gaps.get(), ended.get());
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        open.over.countDown();
        thread.join();
    }
}
