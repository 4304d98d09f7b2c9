package io.ringflow.model.format;

import io.ringflow.model.Flow;
import io.ringflow.model.FlowSide;
import io.ringflow.model.Protocols;
import io.ringflow.model.TcpFlags;

/**
 * What is known of Zeek's {@code history}: the letters of what was seen at least once, upper case
 * for the originator, in the order of a connection's life instead of the order seen. The
 * handshake's is the only pure ACK that is told apart. Not thread-safe.
 */
final class ZeekHistory {

    private final StringBuilder letters = new StringBuilder();

    /** The letters of a flow, valid until the next call; empty if there are none. */
    CharSequence of(Flow flow) {
        letters.setLength(0);
        if (flow.tcp()) {
            tcp(flow);
        } else if (flow.protocol() == Protocols.UDP) {
            // Zeek takes every datagram for data, also an empty one.
            both('D', flow.src().packets() > 0, flow.dst().packets() > 0);
        }
        return letters;
    }

    private void tcp(Flow flow) {
        FlowSide orig = flow.src();
        FlowSide resp = flow.dst();
        both('S', has(orig, TcpFlags.SYN), has(resp, TcpFlags.SYN) && !has(resp, TcpFlags.ACK));
        both('H', false, has(resp, TcpFlags.SYN) && has(resp, TcpFlags.ACK));
        both('A', flow.rttNanos() >= 0, false);
        both('D', orig.payload(), resp.payload());
        both('T', orig.retransmits() > 0, resp.retransmits() > 0);
        both('F', has(orig, TcpFlags.FIN), has(resp, TcpFlags.FIN));
        both('R', has(orig, TcpFlags.RST), has(resp, TcpFlags.RST));
    }

    private static boolean has(FlowSide side, int flag) {
        return (side.tcpFlags() & flag) != 0;
    }

    private void both(char letter, boolean orig, boolean resp) {
        if (orig) {
            letters.append(letter);
        }
        if (resp) {
            letters.append(Character.toLowerCase(letter));
        }
    }
}
