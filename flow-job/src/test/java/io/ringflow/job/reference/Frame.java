package io.ringflow.job.reference;

import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import io.ringflow.model.TunnelType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Builds Ethernet frames. Only headers and payloads with names in them are captured. */
final class Frame {

    private static final int LONGEST = 2048;
    private static final int ETHERNET = 14;
    private static final int TAG = 4;
    private static final int LABEL = 4;
    private static final int TRANSPORT = 20;
    private static final int UDP = 8;
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    private static final int MPLS = 0x8847;

    private Frame() {}

    /** Returns the length of a packet's frame on the wire. */
    static int length(WirePacket packet) {
        Encapsulation tunnel = packet.encapsulation();
        int link = ETHERNET + (packet.vlan() >= 0 && !tunnel.tagInside() ? TAG : 0);
        int labels = tunnel.type() == TunnelType.MPLS ? 2 * LABEL : 0;
        return link + labels + packet.outermost().bytes();
    }

    /** Returns the bytes of a packet's frame that are in the file. */
    static byte[] captured(WirePacket packet) {
        ByteBuffer frame = ByteBuffer.allocate(LONGEST);
        Encapsulation tunnel = packet.encapsulation();
        int tag = tunnel.tagInside() ? -1 : packet.vlan();
        if (tunnel.type() == TunnelType.MPLS) {
            ethernet(frame, tag, MPLS);
            // The label at the bottom of the stack counts.
            frame.putInt(77 << 12 | 64).putInt(tunnel.id() << 12 | 0x140);
        } else if (tunnel.hasIp()) {
            WirePacket around = packet.outermost();
            ethernet(frame, tag, around.v6() ? IPV6 : IPV4);
            ip(frame, around);
            tunnel(frame, packet, around);
        } else {
            ethernet(frame, tag, packet.v6() ? IPV6 : IPV4);
        }
        ip(frame, packet);
        if (!packet.fragment().isLater()) {
            transport(frame, packet);
        }
        return Arrays.copyOf(frame.array(), frame.position());
    }

    private static void ethernet(ByteBuffer frame, int tag, int type) {
        frame.put(new byte[12]);
        if (tag >= 0) {
            frame.putShort((short) 0x8100).putShort((short) tag);
        }
        frame.putShort((short) type);
    }

    private static void tunnel(ByteBuffer frame, WirePacket packet, WirePacket around) {
        Encapsulation tunnel = packet.encapsulation();
        int type = packet.v6() ? IPV6 : IPV4;
        switch (tunnel.type()) {
            case VXLAN -> {
                udp(frame, around);
                frame.putInt(0x0800_0000).putInt(tunnel.id() << 8);
                ethernet(frame, tunnel.tagInside() ? packet.vlan() : -1, type);
            }
            case GTP_U -> {
                udp(frame, around);
                frame.put((byte) 0x30).put((byte) 255).putShort((short) packet.bytes());
                frame.putInt(tunnel.id());
            }
            case GRE -> {
                frame.putShort((short) (tunnel.id() == 0 ? 0 : 0x2000)).putShort((short) type);
                if (tunnel.id() != 0) {
                    frame.putInt(tunnel.id());
                }
            }
            default -> {}
        }
    }

    private static void udp(ByteBuffer frame, WirePacket packet) {
        frame.putShort((short) packet.transport().srcPort());
        frame.putShort((short) packet.transport().dstPort());
        frame.putShort((short) (packet.bytes() - packet.ip().length())).putShort((short) 0);
    }

    private static void ip(ByteBuffer frame, WirePacket packet) {
        if (packet.v6()) {
            v6(frame, packet);
        } else {
            v4(frame, packet);
        }
    }

    private static void v4(ByteBuffer frame, WirePacket packet) {
        IpFragment fragment = packet.fragment();
        frame.put((byte) 0x45).put((byte) (packet.dscp() << 2));
        frame.putShort((short) packet.bytes()).putShort((short) fragment.id());
        frame.putShort((short) (fragment.offset() / 8 | (fragment.more() ? 0x2000 : 0)));
        frame.put((byte) 64).put((byte) packet.protocol()).putShort((short) 0);
        frame.putInt((int) packet.src().low()).putInt((int) packet.dst().low());
    }

    private static void v6(ByteBuffer frame, WirePacket packet) {
        IpFragment fragment = packet.fragment();
        frame.putInt(6 << 28 | packet.dscp() << 22).putShort((short) (packet.bytes() - 40));
        frame.put((byte) (fragment.header() ? 44 : packet.protocol())).put((byte) 64);
        address(frame, packet.src());
        address(frame, packet.dst());
        if (fragment.header()) {
            frame.put((byte) packet.protocol()).put((byte) 0);
            frame.putShort((short) (fragment.offset() | (fragment.more() ? 1 : 0)));
            frame.putInt(fragment.id());
        }
    }

    private static void address(ByteBuffer frame, IpAddress address) {
        frame.putLong(address.high()).putLong(address.wireLow());
    }

    private static void transport(ByteBuffer frame, WirePacket packet) {
        int start = frame.position();
        Transport transport = packet.transport();
        if (packet.isIcmp()) {
            frame.put((byte) transport.icmpType()).put((byte) transport.icmpCode());
        } else if (packet.protocol() == Protocols.UDP) {
            udp(frame, packet);
        } else {
            frame.putShort((short) transport.srcPort()).putShort((short) transport.dstPort());
        }
        if (packet.isTcp()) {
            frame.putInt(transport.tcp().seq()).putInt(transport.tcp().ack());
            frame.put((byte) 0x50).put((byte) transport.tcp().flags());
            frame.putShort((short) transport.tcp().window());
        }
        int header = packet.protocol() == Protocols.UDP ? UDP : TRANSPORT;
        frame.position(start + (transport.text().isEmpty() ? TRANSPORT : header));
        frame.put(transport.text().getBytes(StandardCharsets.ISO_8859_1));
    }
}
