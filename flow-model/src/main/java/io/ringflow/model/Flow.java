package io.ringflow.model;

import java.util.List;
import java.util.function.ToLongFunction;

/**
 * A bidirectional flow as it stands at one moment of event time: the value that exports, queries
 * and streams hand out. {@code FlowField} says how users see it; {@link #builder} makes one.
 *
 * @param id stable identity
 * @param event what this record reports of the flow
 * @param srcAddr the initiator's address
 * @param dstAddr the responder's address
 * @param srcPort the initiator's port, 0 if the protocol has none
 * @param dstPort the responder's port, 0 if the protocol has none
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
 * @param rttNanos TCP: from the SYN to the ACK that completes the handshake, -1 if not seen
 * @param zeroWindows TCP packets that closed the window
 * @param icmpType type of the first packet, -1 if it is not ICMP or the ICMP header was not seen
 * @param icmpCode code of the first packet, -1 as for the type
 * @param dscp differentiated services code point of the first packet
 * @param initiatorRule what decided the direction
 * @param labels names that the payload carried
 * @param names what the addresses were called
 * @param dns how a DNS question was answered
 * @param observers who saw the flow, sorted; the flow's counters are those of the observer that saw
 *     most packets
 * @param gap true if a known capture loss overlaps the flow
 * @param continued true if the flow continues one that ended at the active timeout
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
        FlowNames names,
        DnsResponse dns,
        List<ObserverCount> observers,
        boolean gap,
        boolean continued) {

    /** Returns true until the flow ends. */
    public boolean active() {
        return endReason == EndReason.NONE;
    }

    /** Returns true for a TCP flow. */
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
     * the most and the fewest packets that an observer saw. An observer that saw none is not on the
     * path of that direction and does not count. -1 if there is only one observer.
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

    /** How far a TCP connection got; meaningless for other protocols. */
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

    /** A builder of a flow; what is not set is absent, zero or empty. */
    public static Builder builder(FlowId id) {
        return new Builder(id);
    }

    /** Builds one flow. Not thread-safe. */
    public static final class Builder {

        private final FlowId id;
        private FlowEvent event = FlowEvent.NONE;
        private IpAddress srcAddr = IpAddress.ANY;
        private IpAddress dstAddr = IpAddress.ANY;
        private int srcPort;
        private int dstPort;
        private int protocol;
        private int ipVersion = 4;
        private int vlanId = -1;
        private Tunnel tunnel = Tunnel.NONE;
        private EndReason endReason = EndReason.NONE;
        private FlowSide src = FlowSide.SILENT;
        private FlowSide dst = FlowSide.SILENT;
        private int minPacketBytes;
        private int maxPacketBytes;
        private long squaredPacketBytes;
        private long rttNanos = -1;
        private long zeroWindows;
        private int icmpType = -1;
        private int icmpCode = -1;
        private int dscp;
        private InitiatorRule initiatorRule = InitiatorRule.FIRST_PACKET;
        private FlowLabels labels = FlowLabels.NONE;
        private FlowNames names = FlowNames.NONE;
        private DnsResponse dns = DnsResponse.NONE;
        private List<ObserverCount> observers = List.of();
        private boolean gap;
        private boolean continued;

        private Builder(FlowId id) {
            this.id = id;
        }

        /** What the record reports of the flow. */
        public Builder event(FlowEvent event) {
            this.event = event;
            return this;
        }

        /** The initiator and the responder. */
        public Builder addresses(IpAddress src, IpAddress dst) {
            srcAddr = src;
            dstAddr = dst;
            return this;
        }

        /** The initiator's and the responder's port. */
        public Builder ports(int src, int dst) {
            srcPort = src;
            dstPort = dst;
            return this;
        }

        /** The number of the protocol, and the version of IP. */
        public Builder protocol(int number, int version) {
            protocol = number;
            ipVersion = version;
            return this;
        }

        /** The outermost VLAN id; -1 without a tag. */
        public Builder vlanId(int vlanId) {
            this.vlanId = vlanId;
            return this;
        }

        /** The encapsulation around the flow's IP header. */
        public Builder tunnel(Tunnel tunnel) {
            this.tunnel = tunnel;
            return this;
        }

        /** Why the flow ended. */
        public Builder endReason(EndReason endReason) {
            this.endReason = endReason;
            return this;
        }

        /** What the initiator and the responder sent. */
        public Builder sides(FlowSide initiator, FlowSide responder) {
            src = initiator;
            dst = responder;
            return this;
        }

        /** The smallest and the largest packet, and the sum of the squared sizes. */
        public Builder packetBytes(int min, int max, long squared) {
            minPacketBytes = min;
            maxPacketBytes = max;
            squaredPacketBytes = squared;
            return this;
        }

        /** From the SYN to the ACK that completes the handshake; -1 if not seen. */
        public Builder rttNanos(long rttNanos) {
            this.rttNanos = rttNanos;
            return this;
        }

        /** TCP packets that closed the window. */
        public Builder zeroWindows(long zeroWindows) {
            this.zeroWindows = zeroWindows;
            return this;
        }

        /** ICMP type and code of the first packet; -1 if there is none. */
        public Builder icmp(int type, int code) {
            icmpType = type;
            icmpCode = code;
            return this;
        }

        /** Differentiated services code point of the first packet. */
        public Builder dscp(int dscp) {
            this.dscp = dscp;
            return this;
        }

        /** What decided the direction. */
        public Builder initiatorRule(InitiatorRule initiatorRule) {
            this.initiatorRule = initiatorRule;
            return this;
        }

        /** Names that the payload carried. */
        public Builder labels(FlowLabels labels) {
            this.labels = labels;
            return this;
        }

        /** What the addresses were called. */
        public Builder names(FlowNames names) {
            this.names = names;
            return this;
        }

        /** How a DNS question was answered. */
        public Builder dns(DnsResponse dns) {
            this.dns = dns;
            return this;
        }

        /** Who saw the flow, sorted. */
        public Builder observers(List<ObserverCount> observers) {
            this.observers = observers;
            return this;
        }

        /** True if a known capture loss overlaps the flow. */
        public Builder gap(boolean gap) {
            this.gap = gap;
            return this;
        }

        /** True if the flow continues one that ended at the active timeout. */
        public Builder continued(boolean continued) {
            this.continued = continued;
            return this;
        }

        /** The flow as set so far. */
        public Flow build() {
            return new Flow(
                    id,
                    event,
                    srcAddr,
                    dstAddr,
                    srcPort,
                    dstPort,
                    protocol,
                    ipVersion,
                    vlanId,
                    tunnel,
                    endReason,
                    src,
                    dst,
                    minPacketBytes,
                    maxPacketBytes,
                    squaredPacketBytes,
                    rttNanos,
                    zeroWindows,
                    icmpType,
                    icmpCode,
                    dscp,
                    initiatorRule,
                    labels,
                    names,
                    dns,
                    observers,
                    gap,
                    continued);
        }
    }
}
