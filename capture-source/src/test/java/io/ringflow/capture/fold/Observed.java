package io.ringflow.capture.fold;

import io.ringflow.capture.packet.PacketBits;
import java.util.ArrayList;
import java.util.List;

/** Records findings as lines such as {@code 3 out-of-order} or {@code 2 rtt 5000}. */
final class Observed {

    final List<String> lines = new ArrayList<>();

    /** Starts and resets of connections, such as {@code 3 starts}. */
    final List<String> connections = new ArrayList<>();

    void found(int row, int marks) {
        StringBuilder line = new StringBuilder().append(row);
        line.append((marks & PacketBits.RETRANSMIT) != 0 ? " retransmit" : "");
        line.append((marks & PacketBits.OUT_OF_ORDER) != 0 ? " out-of-order" : "");
        line.append((marks & PacketBits.ZERO_WINDOW) != 0 ? " zero-window" : "");
        lines.add(line.toString());
    }

    void connection(int row, int marks) {
        if ((marks & PacketBits.STARTS_CONNECTION) != 0) {
            connections.add(row + " starts");
        }
        if ((marks & PacketBits.RESETS) != 0) {
            connections.add(row + " resets");
        }
    }

    void handshake(int row, long rttNanos) {
        lines.add(row + " rtt " + rttNanos);
    }

    /** The starts and resets in packets whose rows are numbered from 0. */
    static List<String> connectionsIn(TcpPacket... packets) {
        FollowedCapture capture = new FollowedCapture(Long.MAX_VALUE, 1 << 20);
        for (TcpPacket packet : packets) {
            capture.add(packet);
        }
        return capture.observed.connections;
    }

    /** The findings in packets whose rows are numbered from 0. */
    static List<String> in(TcpPacket... packets) {
        FollowedCapture capture = new FollowedCapture(Long.MAX_VALUE, 1 << 20);
        for (TcpPacket packet : packets) {
            capture.add(packet);
        }
        return capture.observed.lines;
    }
}
