package io.ringflow.bench;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Writes the headers of one Ethernet frame after the other into the same 96 bytes, which is what
 * {@code tcpdump -s 96} would store of them. The payload is zeros. Of the checksums only the IPv4
 * header's is right, the others are zero, as offloading network cards leave them.
 */
final class FrameBuilder {

    /** Maximum number of bytes stored of a frame. */
    static final int SNAP_LENGTH = 96;

    private static final int SHORTEST_FRAME = 60;
    private static final int ETHERNET_BYTES = 14;
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final long CLIENT_MAC = 0x0200_0000_0001L;
    private static final long SERVER_MAC = 0x0200_0000_0002L;
    private static final int TCP_WINDOW = 0xFFFF;
    private static final int HOP_LIMIT = 64;

    private final byte[] bytes = new byte[SNAP_LENGTH];
    private final ByteBuffer frame = ByteBuffer.wrap(bytes);
    private int identification;

    /** The frame built last, from index 0; overwritten by the next one. */
    byte[] bytes() {
        return bytes;
    }

    /**
     * Builds the frame of a flow's packet.
     *
     * @return bytes of the frame on the wire, without the frame check sequence
     */
    int build(SyntheticFlow flow, Conversation packet) {
        frame.clear();
        long target = packet.fromClient ? SERVER_MAC : CLIENT_MAC;
        long source = packet.fromClient ? CLIENT_MAC : SERVER_MAC;
        frame.putShort((short) (target >>> 32)).putInt((int) target);
        frame.putShort((short) (source >>> 32)).putInt((int) source);
        if (flow.ipv6) {
            putIpv6(flow, packet);
        } else {
            putIpv4(flow, packet);
        }
        putTransport(flow, packet);
        Arrays.fill(bytes, frame.position(), SNAP_LENGTH, (byte) 0);
        int ipHeader = flow.ipv6 ? IPV6_BYTES : IPV4_BYTES;
        return Math.max(SHORTEST_FRAME, ETHERNET_BYTES + ipHeader + packet.transportBytes);
    }

    private void putIpv4(SyntheticFlow flow, Conversation packet) {
        frame.putShort((short) 0x0800);
        int start = frame.position();
        frame.put((byte) 0x45).put((byte) 0);
        frame.putShort((short) (IPV4_BYTES + packet.transportBytes));
        frame.putShort((short) identification++).putShort((short) 0x4000);
        frame.put((byte) HOP_LIMIT).put((byte) flow.protocol).putShort((short) 0);
        frame.putInt(packet.fromClient ? flow.client : flow.server);
        frame.putInt(packet.fromClient ? flow.server : flow.client);
        int sum = 0;
        for (int at = start; at < start + IPV4_BYTES; at += 2) {
            sum += frame.getShort(at) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        frame.putShort(start + 10, (short) ~sum);
    }

    private void putIpv6(SyntheticFlow flow, Conversation packet) {
        frame.putShort((short) 0x86DD);
        frame.putInt(0x6000_0000).putShort((short) packet.transportBytes);
        frame.put((byte) flow.protocol).put((byte) HOP_LIMIT);
        frame.putLong(packet.fromClient ? flow.clientHigh : flow.serverHigh);
        frame.putLong(packet.fromClient ? flow.clientLow : flow.serverLow);
        frame.putLong(packet.fromClient ? flow.serverHigh : flow.clientHigh);
        frame.putLong(packet.fromClient ? flow.serverLow : flow.clientLow);
    }

    private void putTransport(SyntheticFlow flow, Conversation packet) {
        frame.putShort((short) (packet.fromClient ? flow.clientPort : flow.serverPort));
        frame.putShort((short) (packet.fromClient ? flow.serverPort : flow.clientPort));
        if (flow.protocol == SyntheticFlow.UDP) {
            frame.putShort((short) packet.transportBytes).putShort((short) 0);
            return;
        }
        frame.putInt(packet.sequence).putInt(packet.acknowledgment);
        frame.put((byte) 0x50).put((byte) packet.flags).putShort((short) TCP_WINDOW);
        frame.putInt(0);
    }
}
