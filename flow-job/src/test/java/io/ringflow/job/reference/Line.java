package io.ringflow.job.reference;

import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.TunnelType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Two hosts, the path between them, and the packets sent so far. */
final class Line {

    private static final long SECOND = 1_000_000_000;

    /** Minimum number of bytes after the IP header. */
    private static final int TRANSPORT = 20;

    /** Length of the first part of an outer packet. It contains the inner headers. */
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

    /** The tunnel from the client to the server. */
    private final Encapsulation forth;

    /** The tunnel from the server to the client. */
    private final Encapsulation back;

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
        serverPort = ports ? serverPort() : 0;
        vlan = random.nextInt(6) == 0 ? random.nextInt(2) * 7 : -1;
        Encapsulation tunnel = OddTraffic.tunnel(random, v6);
        boolean tagInside = tunnel.type() == TunnelType.VXLAN && vlan >= 0 && oneIn(2);
        forth = tagInside ? tunnel.withTagInside() : tunnel;
        back = OddTraffic.back(random, forth);
    }

    private int serverPort() {
        if (oneIn(20)) {
            return 40_000;
        }
        return protocol == Protocols.UDP && oneIn(2) ? (oneIn(3) ? 5353 : 53) : 443;
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

    Transport tcp(boolean back, TcpFields segment) {
        return Transport.tcp(
                back ? serverPort : clientPort, back ? clientPort : serverPort, segment);
    }

    /** Sends a datagram from the client, or backwards from the server; whole, or in parts. */
    void send(boolean backwards, Transport transport, int payload) {
        int length = TRANSPORT + payload;
        if (length > 2 * TRANSPORT && oneIn(protocol == Protocols.TCP ? 40 : 4)) {
            sendParts(backwards, transport, length);
        } else {
            boolean header = v6 && oneIn(10);
            send(backwards, transport, length, new IpFragment(random.nextInt(3), 0, false, header));
        }
    }

    private void send(boolean backwards, Transport transport, int length, IpFragment fragment) {
        Encapsulation tunnel = backwards ? back : forth;
        IpHeader.Ends ends = new IpHeader.Ends(client, server, v6);
        IpHeader ip =
                new IpHeader(
                        backwards ? ends.back() : ends,
                        protocol,
                        oneIn(3) ? random.nextInt(64) : 0,
                        IpHeader.length(v6, false) + (fragment.header() ? 8 : 0) + length,
                        fragment);
        WirePacket packet =
                new WirePacket(now, vlan, tunnel, ip, transport, PacketAnalysis.NOTHING, false);
        boolean large = packet.bytes() > 2 * PART && transport.text().isEmpty();
        if (tunnel.hasIp() && large && oneIn(10)) {
            sendInTwoOuterParts(packet);
        } else {
            packets.add(packet);
        }
    }

    /** Sends a packet whose outer packet is in two parts. */
    private void sendInTwoOuterParts(WirePacket packet) {
        int id = random.nextInt(3);
        Encapsulation whole = packet.encapsulation();
        packets.add(packet.in(whole.cut(id, PART)));
        pauseWithin();
        WirePacket outer = packet.outermost();
        int rest = outer.bytes() - whole.ipHeader() - PART;
        packets.add(outer.part(new IpFragment(id, PART, false, whole.ends().v6()), rest));
        if (oneIn(4)) {
            packets.add(random.nextInt(packets.size()), packets.removeLast());
        }
    }

    /** Sends two or three parts of a datagram in any order. Some are lost, some are sent twice. */
    private void sendParts(boolean backwards, Transport transport, int length) {
        int id = random.nextInt(3);
        int second = 8 * (3 + random.nextInt(length / 8 - 3));
        int third = 8 * (second / 8 + random.nextInt(1 + (length - second) / 8));
        List<Runnable> parts = new ArrayList<>();
        IpFragment first = new IpFragment(id, 0, true, v6);
        parts.add(() -> send(backwards, transport.with(""), second, first));
        if (third > second) {
            IpFragment middle = new IpFragment(id, second, true, v6);
            parts.add(() -> send(backwards, Transport.NOT_SEEN, third - second, middle));
        }
        IpFragment last = new IpFragment(id, third, false, v6);
        parts.add(() -> send(backwards, Transport.NOT_SEEN, length - third, last));
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

    /** Pauses between parts, rarely so long that they no longer wait for each other. */
    private void pauseWithin() {
        if (oneIn(20)) {
            now += 30 * SECOND + random.nextInt(3) - 1;
        } else if (oneIn(3)) {
            pause();
        }
    }

    /** Pauses between the packets of a dialogue, often not at all. */
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

    /** Stays silent for about one of the timeouts, or up to about the boundary of a bucket. */
    void silence() {
        long timeout =
                oneIn(3) ? settings.endLinger().toNanos() : settings.idleTimeout().nanos(protocol);
        long silence =
                switch (random.nextInt(9)) {
                    case 8 -> {
                        // The timeout then ends at the boundary of a bucket, or next to it.
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
