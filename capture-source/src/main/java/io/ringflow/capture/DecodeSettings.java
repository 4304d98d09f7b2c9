package io.ringflow.capture;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How packets are decoded.
 *
 * @param decapsulate whether to follow tunnels to the innermost IP header
 * @param vxlanPorts destination ports of VXLAN
 * @param labels whether to find names in the payload of TLS, DNS and HTTP
 * @param connections which packets belong to the same connection or datagram
 */
public record DecodeSettings(
        boolean decapsulate, List<Integer> vxlanPorts, boolean labels, Connections connections)
        implements Serializable {

    /** The registered port of VXLAN, and the original default of Linux. */
    public static final List<Integer> VXLAN_PORTS = List.of(4789, 8472);

    /** Follows tunnels, finds no labels. */
    public static final DecodeSettings DEFAULT =
            new DecodeSettings(true, VXLAN_PORTS, false, Connections.DEFAULT);

    /**
     * What tells connections and datagrams apart besides their addresses, and how many TCP
     * connections are followed.
     *
     * @param vlan whether the VLAN id tells them apart
     * @param tunnel whether the type and id of the tunnel tell them apart
     * @param timeout silence after which a TCP connection is forgotten
     * @param most the most TCP connections that each capture follows at a time
     */
    public record Connections(boolean vlan, boolean tunnel, Duration timeout, int most)
            implements Serializable {

        /** Uses VLAN and tunnel; follows a million connections, forgotten after two minutes. */
        public static final Connections DEFAULT =
                new Connections(true, true, Duration.ofMinutes(2), 1 << 20);
    }

    public DecodeSettings {
        vxlanPorts = List.copyOf(vxlanPorts);
        for (int port : vxlanPorts) {
            if (port < 1 || port > 0xffff) {
                throw new IllegalArgumentException(
                        "vxlanPorts must be from 1 to 65535, but contains " + port);
            }
        }
    }
}
