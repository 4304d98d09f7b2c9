package io.ringflow.cli.cluster;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which packets were sent, and when. Thread-safe. */
final class SentPackets {

    private final List<Burst> bursts = new ArrayList<>();

    // Kept up to date, because they are asked for all the time.
    private final Map<Group, Long> perFlow = new HashMap<>();
    private final Map<Group, TimeRange> times = new HashMap<>();
    private long packets;

    /** Some rounds that were sent between two times. */
    record Burst(HostFrames frames, int rounds, Instant start, Instant end) {

        long packets() {
            return (long) rounds * frames.flows();
        }
    }

    /** The flows of one phase to one host. */
    record Group(int host, int phase) {}

    synchronized void add(Burst burst) {
        bursts.add(burst);
        packets += burst.packets();
        Group group = new Group(burst.frames().host(), burst.frames().phase());
        perFlow.merge(group, (long) burst.rounds(), Long::sum);
        times.merge(
                group,
                new TimeRange(burst.start(), burst.end()),
                (before, now) -> new TimeRange(before.start(), now.end()));
    }

    private synchronized List<Burst> all() {
        return List.copyOf(bursts);
    }

    private List<Burst> to(int host) {
        return all().stream().filter(burst -> burst.frames().host() == host).toList();
    }

    /** Returns the number of packets to all hosts. */
    synchronized long packets() {
        return packets;
    }

    /** Returns the number of packets to a host. */
    long packets(int host) {
        return to(host).stream().mapToLong(Burst::packets).sum();
    }

    /** Returns the number of bytes to a host, from the Ethernet header on. */
    long frameBytes(int host) {
        return to(host).stream()
                        .mapToLong(burst -> (long) burst.rounds() * burst.frames().bytes())
                        .sum()
                + HostFrames.ETHERNET * packets(host);
    }

    /** Returns how many packets each flow has. */
    synchronized Map<Group, Long> packetsPerFlow() {
        return Map.copyOf(perFlow);
    }

    /** Returns how many packets each flow of a group has. */
    synchronized long packetsPerFlow(Group group) {
        return perFlow.getOrDefault(group, 0L);
    }

    /** Returns the time range in which a group's packets were sent. */
    synchronized TimeRange during(Group group) {
        return times.get(group);
    }

    /** Returns the number of packets that were certainly sent to a host in a time range. */
    long atLeast(int host, Instant from, Instant to) {
        return to(host).stream()
                .filter(burst -> !burst.start().isBefore(from) && burst.end().isBefore(to))
                .mapToLong(Burst::packets)
                .sum();
    }

    /** Returns the number of packets that may have been sent to a host in a time range. */
    long atMost(int host, Instant from, Instant to) {
        return to(host).stream()
                .filter(burst -> !burst.end().isBefore(from) && burst.start().isBefore(to))
                .mapToLong(Burst::packets)
                .sum();
    }

    /** Returns the time of the first packet. */
    Instant start() {
        return all().getFirst().start();
    }

    /** Returns the time of the last packet. */
    Instant end() {
        return all().getLast().end();
    }
}
