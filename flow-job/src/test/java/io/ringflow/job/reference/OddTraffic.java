package io.ringflow.job.reference;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Observer;
import io.ringflow.model.Protocols;
import io.ringflow.model.TunnelType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Generates a few hundred packets that are hard on flow tracking, and the settings to track them:
 * few addresses and ports that are reused at once, silences around the timeouts, packets out of
 * order and later than allowed, equal times, clocks that jump, and several observers that each miss
 * and delay some packets.
 */
final class OddTraffic {

    private static final long SECOND = 1_000_000_000;
    private static final long YEAR = 365 * 86_400 * SECOND;

    private final Random random;

    /** How the packets become flows. */
    final FlowSettings settings;

    /** How frames become packets. */
    final DecodeSettings decode;

    /** The packets of each observer in the order of its file. */
    final Map<Observer, List<WirePacket>> captures = new TreeMap<>();

    OddTraffic(long seed) {
        random = new Random(seed);
        settings = settings();
        decode = decode();
        List<WirePacket> wire = wire();
        int observers = 1 + random.nextInt(3) * random.nextInt(2);
        boolean jumps = random.nextInt(8) == 0;
        boolean oddClock = random.nextInt(3) == 0;
        for (int i = 0; i < observers; i++) {
            List<WirePacket> seen = observed(wire, i == 0 && random.nextBoolean());
            List<WirePacket> stepped = jumps ? jump(seen) : seen;
            captures.put(
                    new Observer("replay", "file-" + i + ".pcap"),
                    oddClock ? oddClock(stepped) : stepped);
        }
    }

    private FlowSettings settings() {
        FlowSettings.Builder builder = FlowSettings.builder().retention(Duration.ZERO);
        boolean oddTimeouts = random.nextInt(4) == 0;
        if (oddTimeouts) {
            builder.idleTimeout(
                            new FlowSettings.IdleTimeout(
                                    Duration.ofMillis(7_300),
                                    Duration.ofMillis(4_001),
                                    Duration.ofMillis(2_999),
                                    Duration.ofMillis(3_500)))
                    .activeTimeout(Duration.ofMillis(4_500));
        }
        // The order of these draws belongs to a case: a seed must always give the same traffic.
        builder.splitOnActiveTimeout(random.nextInt(5) == 0);
        if (oddTimeouts) {
            builder.endLinger(Duration.ofMillis(pick(0, 300, 2_500)));
        }
        return builder.keyVlan(random.nextInt(5) > 0)
                .keyTunnel(random.nextInt(3) > 0)
                .allowedLateness(
                        pick(
                                Duration.ZERO,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(1),
                                Duration.ofMillis(1_500),
                                Duration.ofSeconds(3)))
                .build();
    }

    private DecodeSettings decode() {
        return new DecodeSettings(
                random.nextInt(4) > 0,
                DecodeSettings.VXLAN_PORTS,
                random.nextInt(4) > 0,
                new DecodeSettings.Connections(
                        settings.keyVlan(),
                        settings.keyTunnel(),
                        settings.idleTimeout().tcp(),
                        1 << 16));
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }

    /** Returns all packets in the order in which they were sent. */
    private List<WirePacket> wire() {
        long start =
                pick(
                        0L,
                        1_700_000_000 * SECOND,
                        1_700_000_000 * SECOND + random.nextLong(SECOND),
                        1_700_000_000 * SECOND + random.nextLong(SECOND));
        int most = 50 + random.nextInt(350);
        List<WirePacket> wire = new ArrayList<>();
        while (wire.size() < most) {
            long from = start + pick(0, 1, 3) * random.nextLong(40 * SECOND);
            wire.addAll(new Conversation(new Line(random, settings, from)).packets());
        }
        wire.sort(Comparator.comparingLong(WirePacket::nanos));
        return wire;
    }

    /** Returns what one observer sees: not all packets, delayed, and out of order. */
    private List<WirePacket> observed(List<WirePacket> wire, boolean all) {
        long delay = pick(0L, 0L, 1L, 50_000L, random.nextLong(SECOND), 3 * SECOND);
        int lossPercent = all ? 0 : pick(0, 2, 30);
        int disorderPercent = pick(0, 3, 30);
        int twicePercent = pick(0, 0, 3, 100);
        record Arrival(long nanos, WirePacket packet) {}
        List<Arrival> arrivals = new ArrayList<>();
        for (WirePacket packet : wire) {
            if (random.nextInt(100) >= lossPercent) {
                long wait = random.nextInt(100) < disorderPercent ? delay(packet.nanos()) : 0;
                WirePacket seen = packet.at(packet.nanos() + delay);
                arrivals.add(new Arrival(seen.nanos() + wait, seen));
                if (random.nextInt(100) < twicePercent) {
                    arrivals.add(new Arrival(seen.nanos() + wait, seen));
                }
            }
        }
        arrivals.sort(Comparator.comparingLong(Arrival::nanos));
        return new ArrayList<>(arrivals.stream().map(Arrival::packet).toList());
    }

    /** Returns the delay of a packet in its file, around the allowed lateness. */
    private long delay(long nanos) {
        long allowed = settings.allowedLateness().toNanos();
        long intoBucket = Math.floorMod(nanos, SECOND);
        return pick(
                random.nextLong(1_000_000),
                random.nextLong(SECOND),
                Math.max(0, allowed + pick(-1, 0, 1)),
                allowed + SECOND - intoBucket + pick(-1, 0, 1),
                allowed + SECOND + random.nextLong(3 * SECOND),
                allowed + random.nextLong(100 * SECOND));
    }

    /** Lets the clock jump by years in the middle of the file, and perhaps back. */
    private List<WirePacket> jump(List<WirePacket> packets) {
        if (packets.isEmpty()) {
            return packets;
        }
        int from = random.nextInt(packets.size());
        int to = from + random.nextInt(packets.size());
        boolean ahead = packets.getFirst().nanos() < 10 * YEAR || random.nextBoolean();
        long distance = ahead ? pick(2, 20) * YEAR : -3 * YEAR;
        List<WirePacket> jumped = new ArrayList<>();
        for (int i = 0; i < packets.size(); i++) {
            WirePacket packet = packets.get(i);
            boolean jumps = i >= from && i < to;
            jumped.add(jumps ? packet.at(packet.nanos() + distance) : packet);
        }
        return jumped;
    }

    /** Sets the clock back and forth, mixes two clocks, and makes some timestamps wild. */
    private List<WirePacket> oddClock(List<WirePacket> packets) {
        long hour = pick(59L, 60L, 61L, 90L, 900L, 3_600L) * SECOND + pick(-1L, 0L, 1L);
        int stepOneIn = pick(2, 3, 30, 100, 200, 1_000_000);
        int wildOneIn = pick(3, 30, 1_000_000);
        List<WirePacket> odd = new ArrayList<>();
        long offset = 0;
        for (WirePacket packet : packets) {
            if (random.nextInt(stepOneIn) == 0) {
                offset = pick(0L, hour, -hour, offset + hour, offset - hour);
            }
            boolean wild = random.nextInt(wildOneIn) == 0;
            long nanos = packet.nanos() + offset + (wild ? pick(-1, 1, 20) * YEAR : 0);
            odd.add(packet.at(Math.max(0, nanos)));
        }
        return odd;
    }

    /** Returns a host's address. IPv6 headers may have mapped IPv4 addresses. */
    static IpAddress address(boolean v6, int host) {
        if (!v6) {
            return IpAddress.v4(0x0a00_0000 | host);
        }
        return host == 3
                ? IpAddress.v6(0, IpAddress.v4(0x0a00_0001).low())
                : new IpAddress(0x2001_0db8_0000_0000L, 0xf000_0000_0000_0000L * (host % 2) + host);
    }

    /** Returns a protocol that may have no ports. */
    static int otherProtocol(Random random) {
        int[] some = {2, 50, 89, 33, 136, Protocols.SCTP, Protocols.SCTP};
        return some[random.nextInt(some.length)];
    }

    /** Returns the tunnel of the packets to the server, often none. */
    static Encapsulation tunnel(Random random, boolean v6) {
        boolean outerV6 = random.nextInt(3) == 0;
        IpHeader.Ends ends =
                new IpHeader.Ends(
                        outer(outerV6, 1), outer(outerV6, 2 + random.nextInt(2)), outerV6);
        int id = 1 + random.nextInt(2);
        TunnelType direct = v6 ? TunnelType.SIX_IN_FOUR : TunnelType.FOUR_IN_SIX;
        return switch (random.nextInt(12)) {
            case 0, 1 -> Encapsulation.of(TunnelType.VXLAN, id, ends, 50_000 + 3 * id);
            case 2 -> Encapsulation.of(TunnelType.GRE, id - 1, ends, 0);
            case 3 -> Encapsulation.of(v6 == outerV6 ? TunnelType.IPIP : direct, 0, ends, 0);
            case 4 -> Encapsulation.of(TunnelType.GTP_U, -id, ends, 2152);
            case 5 -> Encapsulation.of(TunnelType.MPLS, 15 + id, IpHeader.Ends.NONE, 0);
            default -> Encapsulation.NONE;
        };
    }

    /** Returns the tunnel of the packets from the server, some of which have another id. */
    static Encapsulation back(Random random, Encapsulation forth) {
        boolean same = forth.type().idTellsFlowsApart() || random.nextBoolean();
        return forth.back(same ? forth.id() : forth.id() + 100);
    }

    private static IpAddress outer(boolean v6, int host) {
        return v6 ? new IpAddress(0x2001_0db8_0001_0000L, host) : IpAddress.v4(0xc0a8_0000 | host);
    }
}
