package io.ringflow.model.field;

import io.ringflow.model.Flow;
import io.ringflow.model.IcmpTypes;
import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Community ID version 1, seed 0: {@code "1:" + base64(sha1(seed, addresses, protocol, 0, ports))}
 * with the smaller endpoint first (the specification of the Community ID project).
 *
 * <p>ICMP uses its type as the source port and the type of the reply as the destination port. A
 * type without a reply is one-way: the endpoints keep their order, and the code is the destination
 * port.
 *
 * <p>Not thread-safe.
 */
public final class CommunityId {

    private final MessageDigest sha1;
    private final ByteBuffer input = ByteBuffer.allocate(40);

    public CommunityId() {
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }

    /** The id of a flow. */
    public String of(Flow flow) {
        int srcPort = flow.srcPort();
        int dstPort = flow.dstPort();
        boolean oneWay = false;
        if (flow.icmpType() >= 0) {
            boolean v6 = flow.protocol() == Protocols.ICMP6;
            oneWay = IcmpTypes.counterType(flow.icmpType(), v6) < 0;
            srcPort = IcmpTypes.srcPort(flow);
            dstPort = IcmpTypes.dstPort(flow);
        }
        return encode(flow.protocol(), flow.srcAddr(), flow.dstAddr(), srcPort, dstPort, oneWay);
    }

    private String encode(
            int protocol, IpAddress src, IpAddress dst, int srcPort, int dstPort, boolean oneWay) {
        int order = src.compareTo(dst);
        boolean keep = oneWay || order < 0 || (order == 0 && srcPort < dstPort);
        input.clear().putShort((short) 0);
        put(keep ? src : dst);
        put(keep ? dst : src);
        input.put((byte) protocol).put((byte) 0);
        if (hasPorts(protocol)) {
            input.putShort((short) (keep ? srcPort : dstPort));
            input.putShort((short) (keep ? dstPort : srcPort));
        }
        sha1.update(input.array(), 0, input.position());
        return "1:" + Base64.getEncoder().encodeToString(sha1.digest());
    }

    private void put(IpAddress address) {
        if (address.isV4()) {
            input.putInt((int) address.low());
        } else {
            input.putLong(address.high()).putLong(address.wireLow());
        }
    }

    private static boolean hasPorts(int protocol) {
        return switch (protocol) {
            case Protocols.ICMP, Protocols.TCP, Protocols.UDP, Protocols.ICMP6, Protocols.SCTP ->
                    true;
            default -> false;
        };
    }
}
