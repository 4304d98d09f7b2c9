package io.ringflow.job.reference;

import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * One TCP connection, or the middle of one: refused, retried, aborted and closed in all ways, and
 * in between data that is sent again, overtaken, lost, held up by a closed window.
 */
final class Connection {

    private static final int SYN = TcpFlags.SYN;
    private static final int ACK = TcpFlags.ACK;
    private static final int FIN = TcpFlags.FIN;
    private static final int RST = TcpFlags.RST;
    private static final int PUSH = 8;
    private static final int SHORT_PACKET = 100;
    private static final long DEFAULT_REORDER_NANOS = 3_000_000;

    /** What a side sent. */
    private record Sent(int flags, int seq, int payload) {}

    /** One end of the connection. */
    private final class Side {
        final boolean back;
        final List<Sent> sent = new ArrayList<>();
        int seq;
        int window = 1 + random.nextInt(0xffff);

        Side(boolean back) {
            this.back = back;
            // Some turn over at once, or change sign.
            seq =
                    random.nextInt(3) == 0
                            ? pick(0, 1 << 31) - random.nextInt(300)
                            : random.nextInt();
        }

        Side other() {
            return back ? client : server;
        }

        /** Sends what comes next. */
        void say(int flags, int payload) {
            Sent next = new Sent(flags, seq, payload);
            sent.add(next);
            say(next);
            seq += payload + ((flags & SYN) != 0 ? 1 : 0) + ((flags & FIN) != 0 ? 1 : 0);
            line.pause();
        }

        void say(Sent what) {
            int ack = (what.flags & ACK) != 0 ? other().seq : 0;
            Segment segment = new Segment(what.flags, what.seq, ack, window);
            line.send(back, line.tcp(back, segment), what.payload);
        }

        /** Sends something once more, if there is something. */
        void sayAgain() {
            if (!sent.isEmpty()) {
                say(sent.get(Math.max(0, sent.size() - 1 - random.nextInt(4))));
                line.pause();
            }
        }
    }

    private final Line line;
    private final Random random;
    private final Side client;
    private final Side server;
    private final int usualPayload;
    private long rttNanos = DEFAULT_REORDER_NANOS;

    Connection(Line line) {
        this.line = line;
        this.random = line.random;
        this.client = new Side(false);
        this.server = new Side(true);
        this.usualPayload = pick(1, SHORT_PACKET, 1440);
    }

    private int pick(int... values) {
        return values[random.nextInt(values.length)];
    }

    private long pick(long... values) {
        return values[random.nextInt(values.length)];
    }

    /** All of it. */
    void speak() {
        open();
        for (int i = random.nextInt(6); i > 0; i--) {
            exchange(random.nextInt(3) > 0 ? client : server);
        }
        close();
        if (line.oneIn(8)) {
            anyFlags();
        }
        if (line.oneIn(4)) {
            // The same ports once more, and perhaps the same numbers.
            line.pause();
            client.say(SYN, 0);
            if (random.nextBoolean()) {
                server.say(SYN | ACK, 0);
                client.say(ACK, 0);
            }
        }
    }

    private void open() {
        switch (random.nextInt(8)) {
            case 0 -> {} // It was under way already.
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
        long begin = line.now;
        if (line.oneIn(10)) {
            server.say(ACK, 0);
        }
        server.say(SYN | ACK, 0);
        while (line.oneIn(4)) {
            (random.nextBoolean() ? server : client).sayAgain();
        }
        if (line.oneIn(5)) {
            // The window of the server may let the client's first data be its acknowledgement.
            client.say(ACK | PUSH, payload());
        } else {
            client.say(ACK, 0);
        }
        rttNanos = Math.max(1, line.now - begin);
    }

    private int payload() {
        return line.oneIn(4) ? 1 + random.nextInt(1440) : usualPayload;
    }

    private void exchange(Side side) {
        switch (random.nextInt(13)) {
            case 0 -> side.sayAgain();
            case 1 -> overtaken(side);
            case 2 -> lost(side);
            case 3 -> keepAlive(side);
            case 4 -> closedWindow(side);
            case 5 -> overlap(side);
            case 6 -> line.silence();
            case 7 -> storm(side);
            case 8 -> side.seq += pick(1 << 30, (1 << 30) + 1, -(1 << 30), 1 << 31, 70_000);
            default -> {
                side.say(ACK | PUSH, payload());
                if (random.nextBoolean()) {
                    side.other().say(ACK, 0);
                }
            }
        }
    }

    /** Some packets come after later ones, around the time in which this is disorder. */
    private void overtaken(Side side) {
        List<Sent> late = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            late.add(new Sent(ACK, side.seq, payload()));
            side.seq += late.getLast().payload;
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
        while (!late.isEmpty()) {
            Sent next = late.remove(random.nextInt(late.size()));
            side.sent.add(next);
            side.say(line.oneIn(4) ? part(next) : next);
            line.pause();
        }
    }

    /** A part of a packet, or more than it. */
    private Sent part(Sent whole) {
        int from = random.nextInt(whole.payload);
        int payload = 1 + random.nextInt(Math.min(1440, 2 * (whole.payload - from)));
        return new Sent(whole.flags, whole.seq + from, payload);
    }

    /** Lost before any observer, and perhaps sent again. */
    private void lost(Side side) {
        Sent missing = new Sent(ACK | PUSH, side.seq, payload());
        side.seq += missing.payload;
        side.say(ACK | PUSH, payload());
        if (random.nextBoolean()) {
            line.pause();
            side.say(missing);
        }
    }

    private void overlap(Side side) {
        if (!side.sent.isEmpty() && side.sent.getLast().payload > 0) {
            side.say(part(side.sent.getLast()));
            line.pause();
        }
    }

    private void keepAlive(Side side) {
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            side.say(new Sent(ACK, side.seq - 1, random.nextInt(2)));
            line.pause();
            side.other().say(ACK, 0);
        }
    }

    private void closedWindow(Side side) {
        int window = side.window;
        side.window = 0;
        side.say(ACK, line.oneIn(3) ? payload() : 0);
        for (int i = random.nextInt(3); i > 0; i--) {
            side.other().say(new Sent(ACK, side.other().seq - random.nextInt(2), 1));
            line.pause();
            side.say(ACK, 0);
        }
        side.window = window;
        if (random.nextBoolean()) {
            side.say(ACK, 0);
        }
    }

    /** More of one kind than a fragment can count. */
    private void storm(Side side) {
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
                Side first = random.nextBoolean() ? client : server;
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
