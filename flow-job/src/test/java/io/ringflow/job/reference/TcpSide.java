package io.ringflow.job.reference;

import io.ringflow.model.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One end of a TCP connection. */
final class TcpSide {

    /** Segments that may be retransmitted. */
    final List<SentSegment> sent = new ArrayList<>();

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
        // Some sequence numbers wrap soon, or change their sign.
        int turn = random.nextBoolean() ? 0 : 1 << 31;
        seq = line.oneIn(3) ? turn - random.nextInt(300) : random.nextInt();
    }

    /** Returns the client of a new connection; the server is its other side. */
    static TcpSide client(Line line) {
        TcpSide client = new TcpSide(line, false);
        client.other = new TcpSide(line, true);
        client.other.other = client;
        return client;
    }

    TcpSide other() {
        return other;
    }

    /** Sends the next segment. */
    void say(int flags, int payload) {
        SentSegment next = new SentSegment(flags, seq, payload);
        sent.add(next);
        say(next);
        int syn = (flags & TcpFlags.SYN) != 0 ? 1 : 0;
        int fin = (flags & TcpFlags.FIN) != 0 ? 1 : 0;
        seq += payload + syn + fin;
        line.pause();
    }

    /** Sends a segment, which may be an old one. */
    void say(SentSegment segment) {
        int ack = (segment.flags() & TcpFlags.ACK) != 0 ? other.seq : 0;
        TcpFields header = new TcpFields(segment.flags(), segment.seq(), ack, window);
        line.send(back, line.tcp(back, header).with(segment.text()), segment.payload());
    }

    /** Retransmits one of the last segments, if there are any. */
    void sayAgain() {
        if (!sent.isEmpty()) {
            say(sent.get(Math.max(0, sent.size() - 1 - line.random.nextInt(4))));
            line.pause();
        }
    }
}
