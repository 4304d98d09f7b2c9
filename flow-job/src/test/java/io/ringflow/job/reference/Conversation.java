package io.ringflow.job.reference;

import io.ringflow.job.FlowSettings;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What two endpoints say to each other, once or several times over the same ports, with silences
 * around the timeouts in between.
 */
final class Conversation {

    private static final long SECOND = 1_000_000_000;
    private static final int SYN = TcpFlags.SYN;
    private static final int ACK = TcpFlags.ACK;
    private static final int FIN = TcpFlags.FIN | TcpFlags.ACK;
    private static final int RST = TcpFlags.RST;
    private static final int[][] ICMP_PAIRS = {{8, 0}, {13, 14}};
    private static final int[][] ICMP6_PAIRS = {{128, 129}, {135, 136}};

    private final Random random;
    private final FlowSettings settings;
    private final List<WirePacket> packets = new ArrayList<>();
    private final boolean v6;
    private final int protocol;
    private final IpAddress client;
    private final IpAddress server;
    private final int clientPort;
    private final int serverPort;
    private final int vlan;
    private long now;

    Conversation(Random random, FlowSettings settings, long from) {
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
    }

    private static boolean hasPorts(int protocol) {
        return protocol == Protocols.TCP
                || protocol == Protocols.UDP
                || protocol == Protocols.SCTP
                || protocol == 33
                || protocol == 136;
    }

    List<WirePacket> packets() {
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times; i++) {
            switch (protocol) {
                case Protocols.TCP -> connection();
                case Protocols.ICMP, Protocols.ICMP6 -> ping();
                default -> messages();
            }
            now += silence();
        }
        return packets;
    }

    private void connection() {
        switch (random.nextInt(6)) {
            case 0 -> messages();
            case 1 -> say(SYN, SYN | 0x100, RST | 0x100);
            case 2 -> say((SYN | ACK) | 0x100, ACK);
            case 3 -> say(SYN, SYN | 0x100, SYN | ACK, (SYN | ACK) | 0x100);
            default -> say(SYN, (SYN | ACK) | 0x100, ACK);
        }
        if (random.nextInt(3) > 0) {
            messages();
        }
        switch (random.nextInt(5)) {
            case 0 -> say(RST | random.nextInt(2) << 8);
            case 1 -> say(FIN);
            case 2 -> {}
            default -> say(FIN, FIN | 0x100, ACK);
        }
        if (random.nextInt(8) == 0) {
            anyFlags();
        }
    }

    /** TCP packets with these flags; bit 8 marks those of the server. */
    private void say(int... marks) {
        for (int mark : marks) {
            packet((mark & 0x100) != 0, mark & 0xff, 0, 0);
            now += pause();
        }
    }

    private void anyFlags() {
        int[] some = {SYN, SYN | ACK, FIN, RST, ACK, 0xff, SYN | RST, SYN | TcpFlags.FIN, 0};
        for (int i = random.nextInt(8); i >= 0; i--) {
            say(some[random.nextInt(some.length)] | random.nextInt(2) << 8);
        }
    }

    private void messages() {
        for (int i = random.nextInt(5); i >= 0; i--) {
            packet(random.nextInt(3) == 0, protocol == Protocols.TCP ? ACK | 8 : 0, 0, 0);
            now += random.nextInt(6) == 0 ? silence() : pause();
        }
    }

    private void ping() {
        if (random.nextInt(4) == 0) {
            packet(random.nextBoolean(), 0, v6 ? 1 : 3, 1 + random.nextInt(2));
            return;
        }
        int[][] pairs = v6 ? ICMP6_PAIRS : ICMP_PAIRS;
        int[] pair = pairs[random.nextInt(2)];
        int first = random.nextInt(3) == 0 ? 1 : 0;
        packet(first == 1, 0, pair[first], random.nextInt(2));
        now += pause();
        if (random.nextBoolean()) {
            packet(first == 0, 0, pair[1 - first], 0);
            now += pause();
        }
    }

    private void packet(boolean back, int flags, int icmpType, int icmpCode) {
        packets.add(
                new WirePacket(
                        now,
                        back ? server : client,
                        back ? client : server,
                        v6,
                        back ? serverPort : clientPort,
                        back ? clientPort : serverPort,
                        protocol,
                        flags,
                        icmpType,
                        icmpCode,
                        60 + random.nextInt(1441),
                        vlan,
                        random.nextInt(3) == 0 ? random.nextInt(64) : 0));
    }

    /** Between packets of a dialogue: often none at all. */
    private long pause() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> 0;
            case 2 -> 1;
            case 3 -> random.nextLong(100_000);
            case 4 -> random.nextLong(20_000_000);
            default -> random.nextLong(SECOND);
        };
    }

    /** Around one of the timeouts, or up to the boundary of a bucket. */
    private long silence() {
        long timeout =
                random.nextInt(3) == 0
                        ? settings.endLinger().toNanos()
                        : settings.idleTimeout().nanos(protocol);
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
                    default -> pause();
                };
        return Math.max(0, silence);
    }
}
