package io.ringflow.capture;

import java.io.Serializable;
import java.util.List;

/**
 * How packets are decoded.
 *
 * @param decapsulate follow tunnels to the innermost IP header; false keeps to the first one
 * @param vxlanPorts destination ports that mean VXLAN
 * @param labels take names out of the payload: TLS, DNS and HTTP
 */
public record DecodeSettings(boolean decapsulate, List<Integer> vxlanPorts, boolean labels)
        implements Serializable {

    /** Tunnels are followed; VXLAN has its registered port and the one Linux began with. */
    public static final DecodeSettings DEFAULT =
            new DecodeSettings(true, List.of(4789, 8472), false);

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
