package io.ringflow.job.reference;

import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One end of a TCP connection. */
final class TcpSide {

    /** What it sent that may be sent again. */
    final List<Sent> sent = new ArrayList<>();

    /** The next sequence number. */
    int seq;

    int window;

    private final Line line;
    private final boolean back;
    private TcpSide other;

    private TcpSide(Line line, boolean back) {
        this.line = line;
        this.back = back;
        Random random = line.random;
        window = 1 + random.nextInt(0xffff);
        // Some turn over at once, or change sign.
        int turn = random.nextBoolean() ? 0 : 1 << 31;
        seq = line.oneIn(3) ? turn - random.nextInt(300) : random.nextInt();
    }

    /** The client of a new connection, which knows the server. */
    static TcpSide client(Line line) {
        TcpSide client = new TcpSide(line, false);
        client.other = new TcpSide(line, true);
        client.other.other = client;
        return client;
    }

    TcpSide other() {
        return other;
    }

    /** Sends what comes next. */
    void say(int flags, int payload) {
        Sent next = new Sent(flags, seq, payload);
        sent.add(next);
        say(next);
        int syn = (flags & TcpFlags.SYN) != 0 ? 1 : 0;
        int fin = (flags & TcpFlags.FIN) != 0 ? 1 : 0;
        seq += payload + syn + fin;
        line.pause();
    }

    /** Sends something of any time. */
    void say(Sent what) {
        int ack = (what.flags() & TcpFlags.ACK) != 0 ? other.seq : 0;
        Segment segment = new Segment(what.flags(), what.seq(), ack, window);
        line.send(back, line.tcp(back, segment).with(what.text()), what.payload());
    }

    /** Sends something once more, if there is something. */
    void sayAgain() {
        if (!sent.isEmpty()) {
            say(sent.get(Math.max(0, sent.size() - 1 - line.random.nextInt(4))));
            line.pause();
        }
    }
}
