package io.ringflow.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes the traffic of the benchmarks: a profile, a number of packets and a seed always give the
 * same bytes, on any machine. Times increase strictly, from 2026-01-01 on, at the profile's rate of
 * event time, so that captures of full size span 20 seconds: shorter than every idle timeout.
 *
 * <p>Holds 8 bytes per packet while it runs (and twice that while it sorts them).
 */
public final class TrafficGenerator {

    private static final int TIME_STREAM = 5;
    private static final long START_NANOS = 1_767_225_600_000_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final String USAGE =
            "usage: TrafficGenerator --profile zipf|many|eleph [--packets N] [--flows N] [--seed S]"
                    + " [--addresses hosts|random|zero|sums] --output FILE";

    private final TrafficProfile profile;
    private final FlowAddresses addresses;
    private final SeededHash hash;
    private final int[] sizes;

    /**
     * A generator for one capture with the profile's number of flows.
     *
     * @param packets how many to make, at least 1
     */
    TrafficGenerator(TrafficProfile profile, int packets, long seed) {
        this(profile, packets, profile.flows(packets), FlowAddresses.HOSTS, seed);
    }

    /**
     * A generator for one capture.
     *
     * @param packets how many to make, at least 1
     * @param flows how many flows they belong to, at most {@code packets}
     */
    TrafficGenerator(
            TrafficProfile profile, int packets, int flows, FlowAddresses addresses, long seed) {
        if (packets < 1) {
            throw new IllegalArgumentException("packets must be at least 1: " + packets);
        }
        if (flows < 1 || flows > packets) {
            throw new IllegalArgumentException(
                    "flows must be between 1 and the number of packets: " + flows);
        }
        this.profile = profile;
        this.addresses = addresses;
        hash = new SeededHash(seed);
        sizes = profile.packetsPerFlow(packets, flows);
    }

    /** The number of flows that the capture has, no two of them with the same key. */
    int flows() {
        return sizes.length;
    }

    /** Generates the capture; every call generates the same one. */
    void generate(FrameSink sink) throws IOException {
        PacketSchedule schedule = new PacketSchedule(hash, sizes, profile.packetsPerSecond());
        SyntheticFlow flow = new SyntheticFlow(hash, addresses, sizes.length);
        Conversation packet = new Conversation(hash, profile, sizes);
        FrameBuilder builder = new FrameBuilder();
        long stepNanos = NANOS_PER_SECOND / profile.packetsPerSecond();
        for (int position = 0; position < schedule.packets(); position++) {
            int index = schedule.flowOf(position);
            flow.moveTo(index, sizes[index]);
            packet.next(index, flow);
            int wireBytes = builder.build(flow, packet);
            int storedBytes = Math.min(wireBytes, FrameBuilder.SNAP_LENGTH);
            // Anywhere within the packet's own step: irregular, and still strictly increasing.
            long jitter = Math.floorMod(hash.bits(TIME_STREAM, position), stepNanos);
            long timeNanos = START_NANOS + position * stepNanos + jitter;
            sink.frame(timeNanos, builder.bytes(), storedBytes, wireBytes);
        }
    }

    /** Writes one capture file, and prints its counts to standard output. */
    public static void main(String[] args) throws IOException {
        Map<String, String> options;
        TrafficGenerator generator;
        int packets;
        Path output;
        try {
            options = options(List.of(args));
            TrafficProfile profile = TrafficProfile.of(options.get("--profile"));
            packets = number(options, "--packets", profile.defaultPackets());
            int flows = number(options, "--flows", profile.flows(packets));
            long seed = Long.parseLong(options.getOrDefault("--seed", "1"));
            output = Path.of(options.get("--output"));
            FlowAddresses addresses =
                    FlowAddresses.of(options.getOrDefault("--addresses", "hosts"));
            generator = new TrafficGenerator(profile, packets, flows, addresses, seed);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.err.println(USAGE);
            System.exit(2);
            return;
        }
        long start = System.nanoTime();
        try (PcapWriter writer = new PcapWriter(output, FrameBuilder.SNAP_LENGTH)) {
            generator.generate(writer);
        }
        double seconds = (System.nanoTime() - start) / (double) NANOS_PER_SECOND;
        System.out.printf(
                Locale.ROOT,
                "%s: %d packets, %d flows, %.1f s%n",
                output,
                packets,
                generator.flows(),
                seconds);
    }

    private static int number(Map<String, String> options, String name, int otherwise) {
        String value = options.get(name);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    private static Map<String, String> options(List<String> args) {
        Set<String> known =
                Set.of("--profile", "--packets", "--flows", "--seed", "--addresses", "--output");
        Map<String, String> options = new HashMap<>();
        for (int at = 0; at < args.size(); at += 2) {
            if (!known.contains(args.get(at)) || at + 1 == args.size()) {
                throw new IllegalArgumentException("unknown option or no value: " + args.get(at));
            }
            options.put(args.get(at), args.get(at + 1));
        }
        if (!options.containsKey("--profile") || !options.containsKey("--output")) {
            throw new IllegalArgumentException("--profile and --output are needed");
        }
        return options;
    }
}
