package io.ringflow.capture.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;

/** Compares the findings in random traffic with those of {@link SlowTcpConnections}. */
class TcpConnectionsRandomTest {

    private static final int PACKETS = 20_000;
    private static final long TIMEOUT = 40 * TcpPacket.MILLIS;

    private final long seed = new Random().nextLong();
    private final Random random = new Random(seed);

    @RepeatedTest(10)
    void findsTheSameAsPlainImplementation() {
        List<TcpPacket> packets = traffic(1 + random.nextInt(60));
        SlowTcpConnections slow = new SlowTcpConnections(TIMEOUT);
        for (int i = 0; i < packets.size(); i++) {
            slow.add(i, packets.get(i));
        }
        List<String> expected = slow.observed.lines;
        assertThat(expected).as("seed %s", seed).hasSizeGreaterThan(PACKETS / 20);
        FollowedCapture capture = follow(packets);
        assertThat(capture.observed.lines).as("seed %s", seed).isEqualTo(expected);
        assertThat(capture.observed.connections)
                .as("seed %s", seed)
                .isEqualTo(slow.observed.connections);
        assertThat(capture.connections.ignoredResets()).isEqualTo(slow.ignoredResets);
    }

    private static FollowedCapture follow(List<TcpPacket> packets) {
        // Few connections, so that silent ones are dropped all the time.
        FollowedCapture capture = new FollowedCapture(TIMEOUT, 4096);
        packets.forEach(capture::add);
        assertThat(capture.connections.limit().forgotten()).isZero();
        return capture;
    }

    private List<TcpPacket> traffic(int connections) {
        int[] positions = new int[connections * 2];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = random.nextBoolean() ? random.nextInt() : -random.nextInt(300);
        }
        List<TcpPacket> packets = new ArrayList<>();
        long time = 0;
        while (packets.size() < PACKETS) {
            // Sometimes all connections time out, and connections of one packet fill the table.
            time += random.nextInt(3000) == 0 ? TIMEOUT : random.nextInt(200_000);
            if (random.nextInt(4) == 0) {
                int once = 100 + random.nextInt(1 << 15);
                packets.add(TcpPacket.fromServer(once).data(once * 7, 5).at(time));
            } else {
                packets.add(packet(random.nextInt(positions.length), positions).at(jitter(time)));
            }
        }
        return packets;
    }

    private long jitter(long time) {
        return random.nextInt(20) == 0 ? Math.max(0, time - random.nextInt(500_000)) : time;
    }

    private TcpPacket packet(int direction, int[] positions) {
        int number = direction / 2;
        boolean fromClient = direction % 2 == 0;
        TcpPacket p = fromClient ? TcpPacket.fromClient(number) : TcpPacket.fromServer(number);
        p = p.window(random.nextInt(8) == 0 ? 0 : 500).ack(positions[direction ^ 1]);
        int at = positions[direction];
        int length = 1 + random.nextInt(random.nextBoolean() ? 2 : 40);
        return switch (random.nextInt(40)) {
            case 0, 1 -> synAt(p, fromClient, positions, direction, random.nextInt(3) == 0);
            case 2 ->
                    p.flags(random.nextBoolean() ? TcpFlags.RST : TcpFlags.RST | TcpFlags.ACK)
                            .data(at + (random.nextInt(3) - 1) * random.nextInt(140_000), length);
            case 3 -> p.fin(at - random.nextInt(3));
            case 4, 5 -> p.data(at - 1, random.nextInt(2));
            case 6, 7, 8 -> p.data(at - random.nextInt(120), length);
            case 9, 10, 11 -> {
                int skipped = random.nextInt(60);
                positions[direction] += skipped + length;
                yield p.data(at + skipped, length);
            }
            case 12 -> {
                positions[direction] += random.nextBoolean() ? 0x7000_0000 : 0;
                yield p.data(positions[direction], length);
            }
            case 13, 14, 15, 16 -> p.data(at, 0);
            default -> {
                positions[direction] += length;
                yield p.data(at, length);
            }
        };
    }

    /** A SYN or SYN-ACK, with a new sequence number or with that of the direction. */
    private TcpPacket synAt(
            TcpPacket p, boolean fromClient, int[] positions, int direction, boolean renumber) {
        int seq = positions[direction];
        if (renumber) {
            seq = random.nextInt();
            positions[direction] = seq + 1;
        } else {
            seq--;
        }
        return fromClient || random.nextInt(9) == 0
                ? p.syn(seq)
                : p.synAck(seq, positions[direction ^ 1]);
    }
}
