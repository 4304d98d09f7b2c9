package io.ringflow.capture.decode;

import io.ringflow.capture.DecodeSettings;
import io.ringflow.capture.Undecoded;
import io.ringflow.model.Protocols;
import io.ringflow.model.TunnelType;

/** Finds tunnels behind IP headers, by protocol and port, and takes their headers off. */
final class Tunnels {

    private static final int IPV4_INSIDE = 4;
    private static final int IPV6_INSIDE = 41;
    private static final int GRE = 47;
    private static final int ETHERIP = 97;
    private static final int MPLS = 137;

    /** In the upper four bits (RFC 3378); MikroTik's EoIPv6 has its id in those below. */
    private static final int ETHERIP_VERSION = 3;

    private final UdpTunnels udp;

    Tunnels(DecodeSettings settings) {
        udp = new UdpTunnels(settings.vxlanPorts());
    }

    /** True where a tunnel may follow the header; cheap. */
    boolean mayFollow(IpHeader ip, TransportHeader transport) {
        return switch (ip.protocol) {
            case Protocols.TCP -> false;
            case Protocols.UDP -> transport.ports != 0 && udp.known(transport.ports);
            case IPV4_INSIDE, IPV6_INSIDE, GRE, ETHERIP, MPLS -> !ip.laterFragment();
            default -> false;
        };
    }

    /**
     * Takes the tunnel's header off; the walk has entered the IP header.
     *
     * @return null where an IP header should follow; {@link Undecoded#NOT_IP} where something else
     *     does, or there is no tunnel; else what is wrong
     */
    Undecoded walk(Walk walk, IpHeader ip, TransportHeader transport) {
        return switch (ip.protocol) {
            case Protocols.UDP -> udp.walk(walk, transport.ports);
            case GRE -> GreHeader.walk(walk);
            case ETHERIP -> etherip(walk);
            case MPLS -> MplsStack.walk(walk);
            default -> ipInIp(walk, ip.v6);
        };
    }

    /** IP directly in IP; the packet's own version counts. */
    private static Undecoded ipInIp(Walk walk, boolean outerV6) {
        if (!walk.has(1)) {
            return Undecoded.SHORT_IP_HEADER;
        }
        boolean innerV6 = walk.int8(0) >>> 4 == 6;
        if (innerV6 == outerV6) {
            walk.tunnel(TunnelType.IPIP, 0);
        } else {
            walk.tunnel(outerV6 ? TunnelType.FOUR_IN_SIX : TunnelType.SIX_IN_FOUR, 0);
        }
        return null;
    }

    private static Undecoded etherip(Walk walk) {
        if (!walk.has(2)) {
            return Undecoded.SHORT_LINK_HEADER;
        }
        int header = walk.int16(0);
        if (header >>> 12 != ETHERIP_VERSION) {
            return Undecoded.NOT_IP;
        }
        walk.at += 2;
        int id = header & 0xfff;
        TunnelType type = id == 0 ? TunnelType.ETHERIP : TunnelType.EOIP;
        return inside(walk, EtherPayload.ethernet(walk), type, id);
    }

    /** Reports a tunnel rather than what was met inside it, and passes the result on. */
    static Undecoded inside(Walk walk, Undecoded result, TunnelType type, int id) {
        walk.tunnel(type, id);
        return result;
    }
}
