package io.ringflow.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringflow.cli.cluster.SentPackets.Group;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Compares what a {@link HostCluster} has counted with what {@link CountedTraffic} sent. */
final class CaptureAccounts {

    /** How long seconds are kept, less some time for the test. */
    private static final Duration SECONDS_KEPT = Duration.ofMinutes(13);

    private final HostCluster cluster;
    private final SentPackets sent;
    private final List<String> phases;
    private final int flowsPerGroup;
    private final Instant from;
    private final Duration step;

    /**
     * Waits until everything sent is counted; nothing may be sent any more.
     *
     * @param phases what happened in each phase, for messages
     */
    CaptureAccounts(HostCluster cluster, SentPackets sent, int flowsPerGroup, List<String> phases)
            throws IOException {
        this.cluster = cluster;
        this.sent = sent;
        this.flowsPerGroup = flowsPerGroup;
        this.phases = phases;
        boolean isLong = sent.start().plus(SECONDS_KEPT).isBefore(sent.end());
        step = isLong ? Duration.ofMinutes(1) : Duration.ofSeconds(1);
        from = floor(sent.start());
        Instant end = floor(sent.end()).plus(step);
        cluster.awaitEventTime(end);
    }

    private Instant floor(Instant time) {
        return Instant.ofEpochSecond(
                time.getEpochSecond() - Math.floorMod(time.getEpochSecond(), step.toSeconds()));
    }

    /** A flow of the answer, or several of one five-tuple. */
    private record Counted(
            Group group, int port, long packets, long bytes, boolean crossesGap, int flows) {

        private Counted plus(Counted other) {
            return new Counted(
                    group,
                    port,
                    packets + other.packets,
                    bytes + other.bytes,
                    crossesGap || other.crossesGap,
                    flows + other.flows);
        }
    }

    /** The counts of each five-tuple. It has several flows if it saw the host's clock step. */
    private List<Counted> flows(int host) {
        String path =
                "/api/v1/flows?limit=10000&fields=srcAddr,srcPort,packets,bytes,gap&filter=dstAddr="
                        + HostNetwork.address(host);
        JsonNode answer = cluster.awaitComplete(path);
        Map<String, Counted> flows = new HashMap<>();
        for (JsonNode flow : answer.path("flows")) {
            int phase = HostFrames.phase(flow.get("srcAddr").asText());
            int port = flow.get("srcPort").asInt();
            flows.merge(
                    phase + " " + port,
                    new Counted(
                            new Group(host, phase),
                            port,
                            flow.get("packets").asLong(),
                            flow.get("bytes").asLong(),
                            flow.path("gap").asBoolean(),
                            1),
                    Counted::plus);
        }
        assertThat(answer.path("total").asInt()).isEqualTo(answer.path("flows").size());
        return List.copyOf(flows.values());
    }

    /** Expects that no five-tuple of a host has more than one flow. */
    void assertFlowsAreWhole(int host) {
        assertThat(flows(host))
                .filteredOn(flow -> flow.flows() > 1)
                .as("five-tuples of host-%s with several flows", host)
                .isEmpty();
    }

    List<JsonNode> gaps(int host) {
        return of(host, cluster.awaitComplete("/api/v1/gaps").path("gaps")).toList();
    }

    private static Stream<JsonNode> of(int host, JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .filter(element -> element.get("host").asText().equals("host-" + host));
    }

    private long captured(int host, String counter) {
        return of(host, cluster.awaitComplete("/api/v1/interfaces").path("interfaces"))
                .mapToLong(capture -> capture.get(counter).asLong())
                .sum();
    }

    /** Expects that a host has counted exactly what was sent, with no gap. */
    void assertCountedExactly(int host) {
        String name = "host-" + host;
        assertThat(gaps(host)).as("gaps of " + name).isEmpty();
        List<Counted> flows = flows(host);
        assertThat(packetsByPhase(flows)).as("packets of " + name).isEqualTo(sentByPhase(host));
        Map<Group, Long> expected = sent.packetsPerFlow();
        assertThat(flows)
                .filteredOn(
                        flow -> flow.crossesGap() || flow.packets() != expected.get(flow.group()))
                .as("inexact flows of " + name)
                .isEmpty();
        assertThat(flows).as("flows of " + name).hasSize(flowsPerGroup * (int) groups(host));
        assertThat(captured(host, "packets")).as("frames of " + name).isEqualTo(sent.packets(host));
        assertThat(captured(host, "bytes"))
                .as("bytes of frames of " + name)
                .isEqualTo(sent.frameBytes(host));
        assertThat(flows.stream().mapToLong(Counted::bytes).sum())
                .as("bytes of " + name)
                .isEqualTo(sent.frameBytes(host) - HostFrames.ETHERNET * sent.packets(host));
    }

    private long groups(int host) {
        return sent.packetsPerFlow().keySet().stream()
                .filter(group -> group.host() == host)
                .count();
    }

    private Map<String, Long> packetsByPhase(List<Counted> flows) {
        Map<String, Long> packets = new TreeMap<>();
        for (Counted flow : flows) {
            packets.merge(phase(flow.group()), flow.packets(), Long::sum);
        }
        return packets;
    }

    private Map<String, Long> sentByPhase(int host) {
        Map<String, Long> packets = new TreeMap<>();
        sent.packetsPerFlow()
                .forEach(
                        (group, each) -> {
                            if (group.host() == host) {
                                packets.put(phase(group), each * flowsPerGroup);
                            }
                        });
        return packets;
    }

    private String phase(Group group) {
        return "%03d %s".formatted(group.phase(), phases.get(group.phase()));
    }

    /**
     * Expects that what a host has missed was sent in the time ranges of its gaps.
     *
     * @param clockError how far event time may be from the time of the packets, because the host's
     *     clock stepped
     */
    void assertMissesOnlyItsGaps(int host, Duration clockError) {
        List<TimeRange> gaps = gaps(host).stream().map(TimeRange::of).toList();
        long missed = sent.packets(host) - captured(host, "packets");
        assertThat(missed).as("packets missed by host-" + host).isNotNegative();
        assertThat(missed)
                .as("packets missed by host-%s, with gaps %s", host, gaps)
                .isLessThanOrEqualTo(
                        gaps.stream()
                                .mapToLong(
                                        gap ->
                                                sent.atMost(
                                                        host,
                                                        gap.start().minus(clockError),
                                                        gap.end().plus(clockError)))
                                .sum());
        Map<Group, Long> expected = sent.packetsPerFlow();
        List<Counted> flows = flows(host);
        assertThat(flows)
                .filteredOn(flow -> flow.packets() > expected.get(flow.group()))
                .as("flows of host-%s with more packets than were sent", host)
                .isEmpty();
        assertThat(flows)
                .filteredOn(flow -> flow.packets() < expected.get(flow.group()))
                .filteredOn(flow -> !flow.crossesGap() && !startsOrEndsIn(gaps, flow.group()))
                .as("flows of host-%s that lack packets outside the gaps %s", host, gaps)
                .isEmpty();
        assertSeriesIsExactOutside(gaps, host, clockError);
    }

    private boolean startsOrEndsIn(List<TimeRange> gaps, Group group) {
        TimeRange sent = this.sent.during(group);
        return gaps.stream()
                .anyMatch(gap -> gap.contains(sent.start()) || gap.contains(sent.end()));
    }

    /** Gaps count here from the start of a step to the end of another. */
    private void assertSeriesIsExactOutside(List<TimeRange> gaps, int host, Duration clockError) {
        List<Long> points = series("packets", "&by=dstAddr&key=" + HostNetwork.address(host));
        Instant start = from;
        for (int i = 0; i <= points.size(); i++) {
            TimeRange present = new TimeRange(from.plus(step.multipliedBy(i)), step);
            if (i == points.size() || gaps.stream().anyMatch(present::overlaps)) {
                TimeRange whole = new TimeRange(start, present.start());
                assertThat(counted(points, whole))
                        .as("packets of host-%s in %s, outside the gaps %s", host, whole, gaps)
                        .isBetween(
                                sent.atLeast(
                                        host,
                                        whole.start().plus(clockError),
                                        whole.end().minus(clockError)),
                                sent.atMost(
                                        host,
                                        whole.start().minus(clockError),
                                        whole.end().plus(clockError)));
                start = present.end();
            }
        }
    }

    private long counted(List<Long> points, TimeRange range) {
        long packets = 0;
        for (int i = 0; i < points.size(); i++) {
            if (range.overlaps(new TimeRange(from.plus(step.multipliedBy(i)), step))) {
                packets += points.get(i);
            }
        }
        return packets;
    }

    /** Expects that the sums over time are those over flows, in all and for each host. */
    void assertSeriesAddUpToFlows(int hosts) {
        Map<String, Long> sums = new HashMap<>();
        for (int host = 1; host <= hosts; host++) {
            List<Counted> flows = flows(host);
            Map<String, Long> own =
                    Map.of(
                            "packets", flows.stream().mapToLong(Counted::packets).sum(),
                            "bytes", flows.stream().mapToLong(Counted::bytes).sum(),
                            "flows", flows.stream().mapToLong(Counted::flows).sum());
            String key = "&by=dstAddr&key=" + HostNetwork.address(host);
            own.forEach(
                    (metric, sum) -> {
                        assertThat(sum(metric, key)).as(metric + key).isEqualTo(sum);
                        sums.merge(metric, sum, Long::sum);
                    });
        }
        sums.forEach((metric, sum) -> assertThat(sum(metric, "")).as(metric).isEqualTo(sum));
        JsonNode statistics = cluster.awaitComplete("/api/v1/statistics");
        sums.forEach((metric, sum) -> assertThat(statistics.get(metric).asLong()).isEqualTo(sum));
    }

    private long sum(String metric, String key) {
        return series(metric, key).stream().mapToLong(point -> point).sum();
    }

    /** Returns a series without the steps after the last packet, which may not be over yet. */
    private List<Long> series(String metric, String key) {
        String path = "/api/v1/timeseries?metric=%s&from=%s&step=%s%s";
        String unit = step.equals(Duration.ofSeconds(1)) ? "1s" : "1m";
        JsonNode answer = cluster.awaitComplete(path.formatted(metric, from, unit, key));
        JsonNode points = answer.at("/series/0/points");
        List<Long> values = new ArrayList<>();
        for (JsonNode point : points) {
            values.add(point.asLong());
        }
        assertThat(values).as("%s: %s", path, answer).isNotEmpty();
        return values;
    }
}
