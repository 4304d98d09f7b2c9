package io.ringflow.job.reference;

import io.ringflow.job.FlowSettings;

/**
 * What tells flows apart that are open at the same time. A tunnel's id belongs here.
 *
 * @param smaller the smaller endpoint
 * @param larger the larger endpoint
 * @param protocol {@code protocolIdentifier}
 * @param v6 whether the IP headers are those of version 6
 * @param vlan VLAN id, -1 without a tag and where VLANs don't tell flows apart
 */
record FlowName(Endpoint smaller, Endpoint larger, int protocol, boolean v6, int vlan) {

    static FlowName of(WirePacket packet, FlowSettings settings) {
        boolean inOrder = packet.fromSmaller();
        return new FlowName(
                inOrder ? packet.from() : packet.to(),
                inOrder ? packet.to() : packet.from(),
                packet.protocol(),
                packet.v6(),
                settings.keyVlan() ? packet.vlan() : -1);
    }
}
