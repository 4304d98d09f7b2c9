package io.ringflow.job.reference;

import io.ringflow.model.Protocols;
import java.util.List;
import java.util.Random;

/**
 * Generates the packets between two endpoints, which may use the same ports several times, with
 * silences around the timeouts in between.
 */
final class Conversation {

    private static final int[][] ICMP_PAIRS = {{8, 0}, {13, 14}};
    private static final int[][] ICMP6_PAIRS = {{128, 129}, {135, 136}};

    private final Line line;
    private final Random random;

    Conversation(Line line) {
        this.line = line;
        this.random = line.random;
    }

    List<WirePacket> packets() {
        int times = 1 + random.nextInt(4);
        for (int i = 0; i < times; i++) {
            switch (line.protocol) {
                case Protocols.TCP -> new Connection(line).speak();
                case Protocols.ICMP, Protocols.ICMP6 -> ping();
                default -> messages();
            }
            line.silence();
        }
        return line.packets;
    }

    private void messages() {
        for (int i = random.nextInt(5); i >= 0; i--) {
            boolean back = line.oneIn(3);
            if (line.protocol == Protocols.UDP && line.oneIn(2)) {
                question(back);
            } else {
                line.send(back, line.ports(back), size());
            }
            if (line.oneIn(6)) {
                line.silence();
            } else {
                line.pause();
            }
        }
    }

    /** Sends a DNS message, perhaps not to a DNS port. */
    private void question(boolean back) {
        String text = Message.DATAGRAMS.get(random.nextInt(Message.DATAGRAMS.size())).text();
        line.send(back, line.ports(back).with(text), text.length() - 12);
    }

    private void ping() {
        if (line.oneIn(4)) {
            boolean back = random.nextBoolean();
            line.send(back, Transport.icmp(line.v6 ? 1 : 3, 1 + random.nextInt(2)), size());
            return;
        }
        int[][] pairs = line.v6 ? ICMP6_PAIRS : ICMP_PAIRS;
        int[] pair = pairs[random.nextInt(2)];
        int first = line.oneIn(3) ? 1 : 0;
        line.send(first == 1, Transport.icmp(pair[first], random.nextInt(2)), size());
        line.pause();
        if (random.nextBoolean()) {
            line.send(first == 0, Transport.icmp(pair[1 - first], 0), size());
            line.pause();
        }
    }

    private int size() {
        return random.nextInt(1441);
    }
}
