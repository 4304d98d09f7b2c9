package io.ringflow.job.reference;

import io.ringflow.job.FlowSettings;
import io.ringflow.model.IpAddress;
import io.ringflow.model.TunnelType;

/**
 * What tells flows apart that are open at the same time.
 *
 * @param smaller the smaller endpoint
 * @param larger the larger endpoint
 * @param protocol {@code protocolIdentifier}
 * @param v6 whether the IP headers are those of version 6
 * @param vlan VLAN id, -1 without one (a tag with id 0 has none) and where VLANs don't tell flows
 *     apart
 * @param tunnel the tunnel, {@link TunnelType#NONE} where tunnels don't tell flows apart
 * @param tunnelId its id, 0 where each direction has its own
 */
record FlowName(
        Endpoint smaller,
        Endpoint larger,
        int protocol,
        boolean v6,
        int vlan,
        TunnelType tunnel,
        int tunnelId) {

    private static final Endpoint NOWHERE = new Endpoint(IpAddress.ANY, 0);

    static FlowName of(WirePacket packet, FlowSettings settings) {
        boolean inOrder = packet.fromSmaller();
        FlowName place = placeOf(packet, settings);
        return new FlowName(
                inOrder ? packet.from() : packet.to(),
                inOrder ? packet.to() : packet.from(),
                packet.protocol(),
                packet.v6(),
                place.vlan,
                place.tunnel,
                place.tunnelId);
    }

    /** What tells apart besides endpoints and protocol. */
    static FlowName placeOf(WirePacket packet, FlowSettings settings) {
        TunnelType tunnel = settings.keyTunnel() ? packet.wrapping().type() : TunnelType.NONE;
        boolean shared = tunnel == TunnelType.VXLAN || tunnel == TunnelType.GRE;
        return new FlowName(
                NOWHERE,
                NOWHERE,
                0,
                packet.v6(),
                settings.keyVlan() && packet.vlan() > 0 ? packet.vlan() : -1,
                tunnel,
                shared ? packet.wrapping().id() : 0);
    }
}
