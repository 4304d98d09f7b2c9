package io.ringflow.capture.decode;

import io.ringflow.capture.decode.header.IpHeader;
import io.ringflow.model.IpAddress;
import io.ringflow.model.KeyHash;
import java.nio.ByteBuffer;

/**
 * What all fragments of an IP datagram have in common (RFC 791, 3.2; RFC 8200, 4.5).
 *
 * @param protocol the payload's protocol; 0 for IPv6, whose fragments may differ in it
 * @param id identification
 * @param vlan VLAN bits, 0 if VLANs don't tell datagrams apart
 * @param tunnelKey type and id of the tunnel, 0 if tunnels don't tell datagrams apart
 */
record DatagramKey(IpAddress src, IpAddress dst, int protocol, int id, int vlan, long tunnelKey) {

    /** The key of the datagram that a fragment belongs to. */
    static DatagramKey of(ByteBuffer buffer, IpHeader ip, int vlan, long tunnelKey) {
        return new DatagramKey(
                new IpAddress(ip.srcHigh(buffer), ip.srcLow(buffer)),
                new IpAddress(ip.dstHigh(buffer), ip.dstLow(buffer)),
                ip.v6 ? 0 : ip.fragmentProtocol,
                ip.fragmentId,
                vlan,
                tunnelKey);
    }

    /** Not that of a record, because anybody can send datagrams with keys that meet in it. */
    @Override
    public int hashCode() {
        long ends = KeyHash.mix(src.low() ^ KeyHash.PROCESS_SEED, dst.low());
        long networks = KeyHash.mix(src.high() ^ KeyHash.PROCESS_SEED, dst.high());
        long which = KeyHash.mix(((long) protocol << 32) | (id & 0xffff_ffffL), tunnelKey ^ vlan);
        return Long.hashCode(KeyHash.mix(ends, KeyHash.mix(networks, which ^ ends)));
    }
}
