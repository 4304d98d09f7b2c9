package io.ringflow.capture;

import java.io.Serializable;
import java.time.Duration;
import java.util.List;

/**
 * How packets are decoded.
 *
 * @param decapsulate follow tunnels to the innermost IP header; false keeps to the first one
 * @param vxlanPorts destination ports that mean VXLAN
 * @param labels take names out of the payload: TLS, DNS and HTTP
 * @param connections how packets are put together that belong together
 */
public record DecodeSettings(
        boolean decapsulate, List<Integer> vxlanPorts, boolean labels, Connections connections)
        implements Serializable {

    /** VXLAN has its registered port and the one that Linux began with. */
    public static final List<Integer> VXLAN_PORTS = List.of(4789, 8472);

    /** Tunnels are followed, labels are not taken. */
    public static final DecodeSettings DEFAULT =
            new DecodeSettings(true, VXLAN_PORTS, false, Connections.DEFAULT);

    /**
     * What tells apart connections and datagrams, besides their addresses, and how many there are.
     *
     * @param vlan whether the VLAN id does
     * @param tunnel whether the tunnel's type and id do
     * @param timeout silence after which a TCP connection is forgotten
     * @param most TCP connections remembered at a time, in each capture
     */
    public record Connections(boolean vlan, boolean tunnel, Duration timeout, int most)
            implements Serializable {

        /** VLAN and tunnel tell apart; a million connections, forgotten after two minutes. */
        public static final Connections DEFAULT =
                new Connections(true, true, Duration.ofMinutes(2), 1 << 20);
    }

    public DecodeSettings {
        vxlanPorts = List.copyOf(vxlanPorts);
        for (int port : vxlanPorts) {
            if (port < 1 || port > 0xffff) {
                throw new IllegalArgumentException(
                        "vxlanPorts must be from 1 to 65535, but one is " + port);
            }
        }
    }
}
