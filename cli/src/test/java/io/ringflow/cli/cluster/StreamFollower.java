package io.ringflow.cli.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringflow.cli.cluster.SentPackets.Group;
import java.net.http.WebSocket;
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
import java.util.function.IntSupplier;

/**
 * Follows all flows over one WebSocket throughout a run and checks each message. It opens another
 * one if the server was killed, and notes the phases in which the server said that something is
 * missing. Closing it ends the thread that opens them.
 */
@SuppressWarnings("try") // close waits for the thread
final class StreamFollower implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PAUSE_NANOS = 200_000_000;
    private static final String SUBSCRIBE =
            """
            {"type": "subscribe", "id": "all", "topic": "flows", \
            "fields": ["srcAddr", "dstAddr", "srcPort", "packets"]}""";

    /** The wrong messages so far. */
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    private final HostCluster cluster;
    private final SentPackets sent;
    private final IntSupplier phase;

    /** Source ports of the flows that were reported. */
    private final Map<Group, Set<Integer>> seen = new ConcurrentHashMap<>();

    /** Phases in which a message said that something is missing, or no WebSocket was open. */
    private final NavigableSet<Integer> disturbed = new ConcurrentSkipListSet<>();

    /** Phases that lasted until the cluster had recovered. */
    private final NavigableSet<Integer> recovered = new ConcurrentSkipListSet<>();

    private final AtomicInteger ended = new AtomicInteger();
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();
    private final Thread thread;
    private volatile Listener open;
    private volatile boolean stopped;

    /**
     * Starts to follow.
     *
     * @param phase returns the number of the phase that has begun last
     */
    StreamFollower(HostCluster cluster, SentPackets sent, IntSupplier phase) {
        this.cluster = cluster;
        this.sent = sent;
        this.phase = phase;
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
            disturbed.add(phase.getAsInt());
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
                    disturbed.add(phase.getAsInt());
                }
                case "error" -> {
                    disturbed.add(phase.getAsInt());
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
        recovered.add(phase.getAsInt());
    }

    /**
     * Returns the groups of which flows were not reported although nothing was said to be missing
     * from their phase on, up to the one after the cluster had recovered.
     */
    List<Group> unreported(int flowsPerGroup) {
        List<Group> groups = new ArrayList<>();
        for (Group group : sent.packetsPerFlow().keySet()) {
            Integer end = recovered.ceiling(group.phase());
            int last = end == null ? Integer.MAX_VALUE : end + 1;
            boolean explained = !disturbed.subSet(group.phase(), true, last, true).isEmpty();
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
        return "%d messages, %d gaps, %d phases in which something was missing, %d times ended"
                .formatted(messages.get(), gaps.get(), disturbed.size(), ended.get());
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        open.over.countDown();
        thread.join();
    }
}
