package io.ringflow.capture.decode.tunnel;

import io.ringflow.capture.decode.header.HeaderCursor;
import io.ringflow.capture.decode.header.MplsStack;
import io.ringflow.capture.packet.Undecoded;
import java.util.ArrayList;
import java.util.List;

/**
 * The table of tunnels in UDP, by port. The decoder of a tunnel checks in addition that the header
 * is valid. Immutable.
 */
final class UdpTunnels {

    private static final int UDP_LENGTH = 8;
    private static final int PORTS = 1 << 16;

    /**
     * One row of the table.
     *
     * @param eitherPort whether the source port counts too, and not only the destination port
     */
    private record UdpTunnel(int port, boolean eitherPort, HeaderDecoder header) {

        boolean matches(int srcPort, int dstPort) {
            return dstPort == port || (eitherPort && srcPort == port);
        }
    }

    private final UdpTunnel[] tunnels;

    /** One bit per port that occurs as source port in the table. Spares most packets a search. */
    private final long[] srcPorts = new long[PORTS / Long.SIZE];

    /** One bit per port that occurs as destination port in the table. */
    private final long[] dstPorts = new long[PORTS / Long.SIZE];

    /** Creates the table, with VXLAN at the given ports. The first tunnel that matches counts. */
    UdpTunnels(List<Integer> vxlanPorts) {
        List<UdpTunnel> table = new ArrayList<>();
        table.add(new UdpTunnel(4790, false, VxlanHeader::decodeGeneric));
        vxlanPorts.forEach(port -> table.add(new UdpTunnel(port, false, VxlanHeader::decode)));
        table.add(new UdpTunnel(6081, false, GeneveHeader::decode));
        table.add(new UdpTunnel(2152, true, GtpHeader::decode));
        table.add(new UdpTunnel(3544, true, TeredoHeader::decode));
        table.add(new UdpTunnel(1701, true, L2tpHeader::decode));
        table.add(new UdpTunnel(6635, false, MplsStack::decode));
        tunnels = table.toArray(UdpTunnel[]::new);
        for (UdpTunnel tunnel : tunnels) {
            set(dstPorts, tunnel.port());
            if (tunnel.eitherPort()) {
                set(srcPorts, tunnel.port());
            }
        }
    }

    /**
     * Returns true if a tunnel uses one of the ports.
     *
     * @param ports source port in the upper half, destination port in the lower
     */
    boolean mayFollow(int ports) {
        return isSet(dstPorts, ports & 0xffff) || isSet(srcPorts, ports >>> 16);
    }

    /** Decodes the UDP header and the header of the tunnel that {@link #mayFollow} has found. */
    Undecoded decode(HeaderCursor cursor, int ports) {
        if (!cursor.has(UDP_LENGTH)) {
            return Undecoded.SHORT_IP_HEADER;
        }
        cursor.offset += UDP_LENGTH;
        for (UdpTunnel tunnel : tunnels) {
            if (tunnel.matches(ports >>> 16, ports & 0xffff)) {
                return tunnel.header().decode(cursor);
            }
        }
        return Undecoded.NOT_IP;
    }

    private static void set(long[] ports, int port) {
        ports[port / Long.SIZE] |= 1L << port;
    }

    private static boolean isSet(long[] ports, int port) {
        return (ports[port / Long.SIZE] >>> port & 1) != 0;
    }
}
