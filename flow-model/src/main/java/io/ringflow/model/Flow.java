package io.ringflow.model;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A bidirectional flow as it stands at one moment of event time: the value that exports, queries
 * and streams hand out. Its text form is defined once, by {@link FlowField}.
 *
 * @param id stable identity
 * @param event what this record tells of the flow
 * @param srcAddr the initiator's address
 * @param dstAddr the responder's address
 * @param srcPort the initiator's port, 0 where the protocol has none
 * @param dstPort the responder's port, 0 where the protocol has none
 * @param protocol {@code protocolIdentifier}
 * @param ipVersion 4 or 6
 * @param vlanId outermost VLAN id, -1 without a tag
 * @param tunnel the encapsulation around the flow's IP header
 * @param endReason why it ended, {@link EndReason#NONE} while it is active
 * @param src what the initiator sent
 * @param dst what the responder sent
 * @param minPacketBytes smallest packet, IP bytes
 * @param maxPacketBytes largest packet, IP bytes
 * @param squaredPacketBytes sum of the squared packet sizes
 * @param rttNanos TCP: from the SYN to the ACK that completes the handshake, -1 where not seen
 * @param zeroWindows TCP packets that closed the window
 * @param icmpType type of the first packet, -1 where it is not ICMP or its begin was not seen
 * @param icmpCode code of the first packet, -1 as for the type
 * @param dscp differentiated services code point of the first packet
 * @param initiatorRule what decided the direction
 * @param labels names that the payload carried
 * @param observers who saw the flow, sorted; the flow's counters are those of the one that saw most
 * @param gap true where a known capture loss overlaps the flow
 */
public record Flow(
        FlowId id,
        FlowEvent event,
        IpAddress srcAddr,
        IpAddress dstAddr,
        int srcPort,
        int dstPort,
        int protocol,
        int ipVersion,
        int vlanId,
        Tunnel tunnel,
        EndReason endReason,
        FlowSide src,
        FlowSide dst,
        int minPacketBytes,
        int maxPacketBytes,
        long squaredPacketBytes,
        long rttNanos,
        long zeroWindows,
        int icmpType,
        int icmpCode,
        int dscp,
        InitiatorRule initiatorRule,
        FlowLabels labels,
        List<ObserverCount> observers,
        boolean gap) {

    /** False once the flow ended. */
    public boolean active() {
        return endReason == EndReason.NONE;
    }

    /** True for a flow of TCP packets. */
    public boolean tcp() {
        return protocol == Protocols.TCP;
    }

    /** Packets of both directions. */
    public long packets() {
        return src.packets() + dst.packets();
    }

    /** IP bytes of both directions. */
    public long bytes() {
        return src.bytes() + dst.bytes();
    }

    /** Time of the first packet, nanoseconds since the epoch. */
    public long firstNanos() {
        return Math.min(src.firstNanos(), dst.firstNanos());
    }

    /** Time of the last packet, nanoseconds since the epoch. */
    public long lastNanos() {
        return Math.max(src.lastNanos(), dst.lastNanos());
    }

    /**
     * Packets that one observer missed and another saw: in each direction the difference between
     * who saw most and who saw fewest of it, where who saw nothing is not on that direction's path.
     * -1 where there is but one observer.
     */
    public long lostPackets() {
        return observers.size() < 2
                ? -1
                : lost(ObserverCount::srcPackets) + lost(ObserverCount::dstPackets);
    }

    private long lost(ToLongFunction<ObserverCount> packets) {
        long most = 0;
        long fewest = Long.MAX_VALUE;
        for (ObserverCount count : observers) {
            long seen = packets.applyAsLong(count);
            if (seen > 0) {
                most = Math.max(most, seen);
                fewest = Math.min(fewest, seen);
            }
        }
        return most == 0 ? 0 : most - fewest;
    }

    /** How far a TCP connection came; meaningless for other protocols. */
    public TcpState tcpState() {
        return TcpState.of(initiatorRule, src, dst);
    }

    /** Mean packet size in IP bytes. */
    public double meanPacketBytes() {
        return (double) bytes() / packets();
    }

    /** Population standard deviation of the packet size in IP bytes. */
    public double stddevPacketBytes() {
        double mean = meanPacketBytes();
        return Math.sqrt(Math.max(0, (double) squaredPacketBytes / packets() - mean * mean));
    }
}
