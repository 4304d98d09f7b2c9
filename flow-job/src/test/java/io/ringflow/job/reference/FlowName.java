package io.ringflow.job.reference;

import io.ringflow.job.settings.FlowSettings;
import io.ringflow.model.TunnelType;

/**
 * Identifies a flow among those that are open at the same time.
 *
 * @param smaller the smaller endpoint
 * @param larger the larger endpoint
 * @param protocol {@code protocolIdentifier}
 * @param place the network in which the endpoints are
 * @param wild whether the times of the packets are wrong and far ahead
 */
record FlowName(Endpoint smaller, Endpoint larger, int protocol, Place place, boolean wild) {

    /**
     * What distinguishes flows besides endpoints and protocol.
     *
     * @param v6 whether the IP version is 6
     * @param vlan VLAN id; -1 if there is none (a tag with id 0 has none), or if it is not part of
     *     the key
     * @param tunnel the tunnel; {@link TunnelType#NONE} if it is not part of the key
     * @param tunnelId the tunnel's id; 0 if each direction has its own
     */
    record Place(boolean v6, int vlan, TunnelType tunnel, int tunnelId) {

        static Place of(WirePacket packet, FlowSettings settings) {
            TunnelType tunnel =
                    settings.keyTunnel() ? packet.encapsulation().type() : TunnelType.NONE;
            boolean shared = tunnel == TunnelType.VXLAN || tunnel == TunnelType.GRE;
            return new Place(
                    packet.v6(),
                    settings.keyVlan() && packet.vlan() > 0 ? packet.vlan() : -1,
                    tunnel,
                    shared ? packet.encapsulation().id() : 0);
        }
    }

    static FlowName of(WirePacket packet, FlowSettings settings) {
        boolean inOrder = packet.fromSmaller();
        return new FlowName(
                inOrder ? packet.from() : packet.to(),
                inOrder ? packet.to() : packet.from(),
                packet.protocol(),
                Place.of(packet, settings),
                false);
    }

    FlowName wild(boolean isWild) {
        return new FlowName(smaller, larger, protocol, place, isWild);
    }

    boolean v6() {
        return place.v6();
    }

    int vlan() {
        return place.vlan();
    }
}
