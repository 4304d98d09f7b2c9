package io.ringflow.job.reference;

import io.ringflow.job.FlowSettings;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.TunnelType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Who talks to whom, over what, and what was sent so far. */
final class Line {

    private static final long SECOND = 1_000_000_000;

    /** What has to be behind the IP header at least. */
    private static final int TRANSPORT = 20;

    /** The first part of a packet around another: the headers of both are in it. */
    private static final int PART = 128;

    final Random random;
    final boolean v6;
    final int protocol;
    final int clientPort;
    final int serverPort;
    final List<WirePacket> packets = new ArrayList<>();

    /** The time at which the next packet is sent. */
    long now;

    private final FlowSettings settings;
    private final IpAddress client;
    private final IpAddress server;
    private final int vlan;

    /** The tunnel of each direction. */
    private final Wrapping forth;

    private final Wrapping back;

    Line(Random random, FlowSettings settings, long from) {
        this.random = random;
        this.settings = settings;
        this.now = from;
        v6 = random.nextInt(4) == 0;
        protocol =
                switch (random.nextInt(10)) {
                    case 0, 1 -> Protocols.UDP;
                    case 2 -> v6 ? Protocols.ICMP6 : Protocols.ICMP;
                    case 3 -> OddTraffic.otherProtocol(random);
                    default -> Protocols.TCP;
                };
        client = OddTraffic.address(v6, 1 + random.nextInt(3));
        server = OddTraffic.address(v6, 1 + random.nextInt(3));
        boolean ports = hasPorts(protocol);
        clientPort = ports ? 40_000 + random.nextInt(2) : 0;
        serverPort = ports ? (random.nextInt(20) == 0 ? 40_000 : 443) : 0;
        vlan = random.nextInt(6) == 0 ? random.nextInt(2) * 7 : -1;
        Wrapping wrapping = OddTraffic.wrapping(random, v6);
        boolean tagInside = wrapping.type() == TunnelType.VXLAN && vlan >= 0 && oneIn(2);
        forth = tagInside ? wrapping.withTagInside() : wrapping;
        back = OddTraffic.back(random, forth);
    }

    private static boolean hasPorts(int protocol) {
        return protocol == Protocols.TCP
                || protocol == Protocols.UDP
                || protocol == Protocols.SCTP
                || protocol == 33
                || protocol == 136;
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    Transport ports(boolean back) {
        return Transport.ports(back ? serverPort : clientPort, back ? clientPort : serverPort);
    }

    Transport tcp(boolean back, Segment segment) {
        return Transport.tcp(
                back ? serverPort : clientPort, back ? clientPort : serverPort, segment);
    }

    /** Sends something from the client, or back; whole, or in parts. */
    void send(boolean back, Transport transport, int payload) {
        int length = TRANSPORT + payload;
        if (length > 2 * TRANSPORT && oneIn(protocol == Protocols.TCP ? 40 : 4)) {
            sendParts(back, transport, length);
        } else {
            boolean header = v6 && oneIn(10);
            send(back, transport, length, new Fragment(random.nextInt(3), 0, false, header));
        }
    }

    private void send(boolean backwards, Transport transport, int length, Fragment fragment) {
        Wrapping wrapping = backwards ? back : forth;
        WirePacket packet =
                new WirePacket(
                        now,
                        vlan,
                        wrapping,
                        backwards ? server : client,
                        backwards ? client : server,
                        v6,
                        protocol,
                        oneIn(3) ? random.nextInt(64) : 0,
                        (v6 ? 40 : 20) + (fragment.header() ? 8 : 0) + length,
                        transport,
                        fragment,
                        Found.NOTHING);
        if (wrapping.hasIp() && packet.bytes() > 2 * PART && oneIn(10)) {
            sendAround(packet);
        } else {
            packets.add(packet);
        }
    }

    /** The packet around is in two parts. */
    private void sendAround(WirePacket packet) {
        int id = random.nextInt(3);
        Wrapping whole = packet.wrapping();
        packets.add(packet.in(whole.cut(id, PART)));
        pauseWithin();
        WirePacket around = packet.outermost();
        int rest = around.bytes() - whole.ipHeader() - PART;
        packets.add(around.part(new Fragment(id, PART, false, whole.v6()), rest));
        if (oneIn(4)) {
            packets.add(random.nextInt(packets.size()), packets.removeLast());
        }
    }

    /** Two or three parts of a datagram in any order; some are lost, some come twice. */
    private void sendParts(boolean back, Transport transport, int length) {
        int id = random.nextInt(3);
        int second = 8 * (3 + random.nextInt(length / 8 - 3));
        int third = 8 * (second / 8 + random.nextInt(1 + (length - second) / 8));
        List<Runnable> parts = new ArrayList<>();
        Fragment first = new Fragment(id, 0, true, v6);
        parts.add(() -> send(back, transport, second, first));
        if (third > second) {
            Fragment middle = new Fragment(id, second, true, v6);
            parts.add(() -> send(back, Transport.NOT_SEEN, third - second, middle));
        }
        Fragment last = new Fragment(id, third, false, v6);
        parts.add(() -> send(back, Transport.NOT_SEEN, length - third, last));
        if (random.nextBoolean()) {
            Collections.shuffle(parts, random);
        }
        for (Runnable part : parts) {
            for (int i = oneIn(8) ? 0 : oneIn(8) ? 2 : 1; i > 0; i--) {
                part.run();
                pauseWithin();
            }
        }
    }

    /** Between parts: hardly ever so long that they no longer wait for each other. */
    private void pauseWithin() {
        if (oneIn(20)) {
            now += 30 * SECOND + random.nextInt(3) - 1;
        } else if (oneIn(3)) {
            pause();
        }
    }

    /** Between packets of a dialogue: often none at all. */
    void pause() {
        now +=
                switch (random.nextInt(6)) {
                    case 0, 1 -> 0;
                    case 2 -> 1;
                    case 3 -> random.nextLong(100_000);
                    case 4 -> random.nextLong(20_000_000);
                    default -> random.nextLong(SECOND);
                };
    }

    /** Around one of the timeouts, or up to the boundary of a bucket. */
    void silence() {
        long timeout =
                oneIn(3) ? settings.endLinger().toNanos() : settings.idleTimeout().nanos(protocol);
        long silence =
                switch (random.nextInt(9)) {
                    case 8 -> {
                        // Then its timeout will fall on the boundary of a bucket, or beside it.
                        long past = Math.floorMod(now + timeout, SECOND);
                        yield 2 * SECOND - past + random.nextInt(3) - 1;
                    }
                    case 0, 1 -> timeout + random.nextInt(3) - 1;
                    case 2 -> timeout + random.nextLong(2 * SECOND);
                    case 3 -> timeout - random.nextLong(2 * SECOND);
                    case 4 -> SECOND - Math.floorMod(now, SECOND) + random.nextInt(3) - 1;
                    case 5 -> random.nextLong(2 * timeout + 1);
                    default -> {
                        pause();
                        yield 0;
                    }
                };
        now += Math.max(0, silence);
    }
}
