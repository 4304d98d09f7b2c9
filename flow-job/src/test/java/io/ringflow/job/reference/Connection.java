package io.ringflow.job.reference;

import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Generates one TCP connection, or the middle of one. It may be refused, retried, aborted or closed
 * in any way. Its data may be retransmitted, reordered, lost, or delayed by a closed window.
 */
final class Connection {

    private static final int SYN = TcpFlags.SYN;
    private static final int ACK = TcpFlags.ACK;
    private static final int FIN = TcpFlags.FIN;
    private static final int RST = TcpFlags.RST;
    private static final int PUSH = 8;
    private static final int SHORT_PACKET = 100;
    private static final long DEFAULT_REORDER_NANOS = 3_000_000;

    private final Line line;
    private final Random random;
    private final TcpSide client;
    private final TcpSide server;
    private final int usualPayload;
    private long rttNanos = DEFAULT_REORDER_NANOS;

    Connection(Line line) {
        this.line = line;
        this.random = line.random;
        this.client = TcpSide.client(line);
        this.server = client.other();
        this.usualPayload = pick(1, SHORT_PACKET, 1440);
    }

    private int pick(int... values) {
        return values[random.nextInt(values.length)];
    }

    private long pick(long... values) {
        return values[random.nextInt(values.length)];
    }

    /** Sends the packets of the whole connection. */
    void speak() {
        open();
        for (int i = random.nextInt(6); i > 0; i--) {
            exchange(random.nextInt(3) > 0 ? client : server);
        }
        if (line.oneIn(4)) {
            resetAnywhere();
        }
        if (line.oneIn(6)) {
            startAnother();
        }
        close();
        if (line.oneIn(8)) {
            anyFlags();
        }
        if (line.oneIn(4)) {
            // Reuses the ports, and perhaps the sequence numbers.
            line.pause();
            client.say(SYN, 0);
            if (random.nextBoolean()) {
                server.say(SYN | ACK, 0);
                client.say(ACK, 0);
            }
        }
    }

    /** Sends a RST around the limits of the window, or from someone who guesses. */
    private void resetAnywhere() {
        TcpSide side = random.nextBoolean() ? client : server;
        int ahead = pick(0, 1, -1, 65_535, 65_536, -65_535, -65_536, random.nextInt());
        side.say(new SentSegment(RST | pick(0, ACK), side.seq + ahead, 0));
        line.pause();
    }

    /** Uses the ports again though the end of the connection was not seen. */
    private void startAnother() {
        TcpSide side = random.nextBoolean() ? client : server;
        side.seq += pick(1, 100_000, random.nextInt());
        boolean synSeen = line.oneIn(2);
        if (synSeen) {
            side.say(SYN, 0);
        }
        if (!synSeen || random.nextBoolean()) {
            side.other().seq += pick(0, 5, random.nextInt());
            side.other().say(SYN | ACK, 0);
            side.say(ACK, 0);
        }
    }

    private void open() {
        switch (random.nextInt(9)) {
            case 4 -> {
                // The answers overtake the SYN.
                SentSegment syn = new SentSegment(SYN, client.seq++, 0);
                switch (random.nextInt(3)) {
                    case 0 -> server.say(RST | ACK, 0);
                    case 1 -> client.say(ACK, payload());
                    default -> server.say(SYN | ACK, 0);
                }
                client.say(syn);
                line.pause();
            }
            case 0 -> {} // already established
            case 1 -> {
                client.say(SYN, 0);
                server.say(RST | ACK, 0);
            }
            case 2 -> {
                server.say(SYN | ACK, 0);
                client.say(ACK, 0);
            }
            case 3 -> {
                client.say(SYN, 0);
                server.say(SYN, 0);
                client.say(SYN | ACK, 0);
                server.say(SYN | ACK, 0);
            }
            default -> handshake();
        }
    }

    private void handshake() {
        client.say(SYN, line.oneIn(10) ? SHORT_PACKET : 0);
        for (int i = line.oneIn(3) ? 2 : 0; i > 0; i--) {
            client.say(client.sent.getFirst());
            line.pause();
        }
        long start = line.now;
        if (line.oneIn(10)) {
            server.say(ACK, 0);
        }
        server.say(SYN | ACK, 0);
        while (line.oneIn(4)) {
            (random.nextBoolean() ? server : client).sayAgain();
        }
        if (line.oneIn(5)) {
            // The client's first data may acknowledge the handshake.
            client.say(ACK | PUSH, payload());
        } else {
            client.say(ACK, 0);
        }
        rttNanos = Math.max(1, line.now - start);
    }

    private int payload() {
        return line.oneIn(4) ? 1 + random.nextInt(1440) : usualPayload;
    }

    private void exchange(TcpSide side) {
        switch (random.nextInt(15)) {
            case 0 -> side.sayAgain();
            case 1 -> reordered(side);
            case 2 -> lost(side);
            case 3 -> keepAlive(side);
            case 4 -> closedWindow(side);
            case 5 -> overlap(side);
            case 6 -> line.silence();
            case 7 -> storm(side);
            case 8 -> side.seq += pick(1 << 30, (1 << 30) + 1, -(1 << 30), 1 << 31, 70_000);
            case 9, 10, 11 -> message(side);
            default -> {
                side.say(ACK | PUSH, payload());
                if (random.nextBoolean()) {
                    side.other().say(ACK, 0);
                }
            }
        }
    }

    /** Delays packets, around the time limit for which they count as out of order. */
    private void reordered(TcpSide side) {
        List<SentSegment> delayed = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            delayed.add(new SentSegment(ACK, side.seq, payload()));
            side.seq += delayed.getLast().payload();
            for (int j = random.nextInt(2); j >= 0; j--) {
                side.say(ACK | PUSH, payload());
            }
        }
        line.now +=
                pick(
                        0,
                        1,
                        rttNanos / 2,
                        rttNanos - 1,
                        rttNanos,
                        rttNanos + 1,
                        3_000_000,
                        3_000_001);
        while (!delayed.isEmpty()) {
            SentSegment next = delayed.remove(random.nextInt(delayed.size()));
            side.sent.add(next);
            side.say(line.oneIn(4) ? next.part(random) : next);
            line.pause();
        }
    }

    /** Sends a message in one or two segments, which may be reordered or lost. */
    private void message(TcpSide side) {
        String text = Message.STREAMED.get(random.nextInt(Message.STREAMED.size())).text();
        int first = line.oneIn(3) ? text.length() : 2 + random.nextInt(text.length() - 3);
        List<SentSegment> segments = new ArrayList<>();
        for (String part : List.of(text.substring(0, first), text.substring(first))) {
            segments.add(new SentSegment(ACK | PUSH, side.seq, part.length(), part));
            side.seq += part.length();
        }
        segments.removeIf(segment -> segment.payload() == 0 || line.oneIn(12));
        if (line.oneIn(3)) {
            Collections.reverse(segments);
        }
        for (SentSegment segment : segments) {
            side.sent.add(segment);
            side.say(segment);
            line.pause();
            if (line.oneIn(10)) {
                exchange(side);
            } else if (line.oneIn(10)) {
                line.now += pick(0, 29_999_999_999L, 30_000_000_000L);
            }
        }
    }

    /** Loses a packet before all observers, and perhaps retransmits it. */
    private void lost(TcpSide side) {
        SentSegment missing = new SentSegment(ACK | PUSH, side.seq, payload());
        side.seq += missing.payload();
        side.say(ACK | PUSH, payload());
        if (random.nextBoolean()) {
            line.pause();
            side.say(missing);
        }
    }

    private void overlap(TcpSide side) {
        if (!side.sent.isEmpty() && side.sent.getLast().payload() > 0) {
            side.say(side.sent.getLast().part(random));
            line.pause();
        }
    }

    private void keepAlive(TcpSide side) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            side.say(new SentSegment(ACK, side.seq - 1, random.nextInt(2)));
            line.pause();
            side.other().say(ACK, 0);
        }
    }

    private void closedWindow(TcpSide side) {
        int window = side.window;
        side.window = 0;
        side.say(ACK, line.oneIn(3) ? payload() : 0);
        for (int i = random.nextInt(3); i > 0; i--) {
            side.other().say(new SentSegment(ACK, side.other().seq - random.nextInt(2), 1));
            line.pause();
            side.say(ACK, 0);
        }
        side.window = window;
        if (random.nextBoolean()) {
            side.say(ACK, 0);
        }
    }

    /** Repeats a packet more often than a flow fragment can count. */
    private void storm(TcpSide side) {
        if (!line.oneIn(6)) {
            return;
        }
        int window = side.window;
        side.window = random.nextBoolean() ? 0 : window;
        side.say(ACK, payload());
        for (int i = 60 + random.nextInt(20); i > 0; i--) {
            side.say(side.sent.getLast());
            line.now += pick(0, 0, 1, 1_000_000);
        }
        side.window = window;
    }

    private void close() {
        switch (random.nextInt(6)) {
            case 0 -> (random.nextBoolean() ? client : server).say(RST | pick(0, ACK), 0);
            case 1 -> client.say(FIN | ACK, line.oneIn(3) ? payload() : 0);
            case 2 -> {}
            default -> {
                TcpSide first = random.nextBoolean() ? client : server;
                first.say(FIN | ACK, 0);
                while (line.oneIn(4)) {
                    first.sayAgain();
                }
                first.other().say(FIN | ACK, 0);
                first.say(ACK, 0);
                while (line.oneIn(4)) {
                    (random.nextBoolean() ? client : server).say(RST, 0);
                }
            }
        }
    }

    private void anyFlags() {
        int[] some = {SYN, SYN | ACK, FIN | ACK, RST, ACK, 0xff, SYN | RST, SYN | FIN, 0};
        for (int i = random.nextInt(8); i >= 0; i--) {
            (random.nextBoolean() ? client : server).say(pick(some), line.oneIn(4) ? payload() : 0);
        }
    }
}
