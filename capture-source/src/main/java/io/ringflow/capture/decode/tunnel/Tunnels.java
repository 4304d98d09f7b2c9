package io.ringflow.capture.decode.tunnel;

import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.header.IpHeader;
import io.ringflow.capture.decode.header.MplsStack;
import io.ringflow.capture.decode.header.TransportHeader;
import io.ringflow.capture.packet.Undecoded;
import io.ringflow.model.Protocols;
import java.util.List;

/**
 * Finds the tunnels after IP headers. {@link #BY_PROTOCOL} is the table of tunnels with an IP
 * protocol of their own, {@link UdpTunnels} the table of those in UDP. Not thread-safe.
 */
public final class Tunnels {

    private static final HeaderDecoder[] BY_PROTOCOL = new HeaderDecoder[256];

    static {
        BY_PROTOCOL[4] = IpInIp::decode;
        BY_PROTOCOL[41] = IpInIp::decode;
        BY_PROTOCOL[47] = GreHeader::decode;
        BY_PROTOCOL[97] = EtherIpHeader::decode;
        BY_PROTOCOL[137] = MplsStack::decode;
    }

    private final UdpTunnels udp;

    /** Creates the tables; VXLAN is found at the given UDP ports. */
    public Tunnels(List<Integer> vxlanPorts) {
        udp = new UdpTunnels(vxlanPorts);
    }

    /** Returns true if a tunnel may follow the header. Cheap: called for every packet. */
    public boolean mayFollow(IpHeader ip, TransportHeader transport) {
        return switch (ip.protocol) {
            case Protocols.TCP -> false;
            case Protocols.UDP -> transport.ports != 0 && udp.mayFollow(transport.ports);
            default -> BY_PROTOCOL[ip.protocol] != null && !ip.laterFragment();
        };
    }

    /**
     * Decodes the header of the tunnel, for which {@link #mayFollow} has returned true. The cursor
     * has entered the IP header.
     *
     * @return as {@link HeaderDecoder#decode}
     */
    public Undecoded decode(HeaderCursor cursor, IpHeader ip, TransportHeader transport) {
        return ip.protocol == Protocols.UDP
                ? udp.decode(cursor, transport.ports)
                : BY_PROTOCOL[ip.protocol].decode(cursor);
    }
}
