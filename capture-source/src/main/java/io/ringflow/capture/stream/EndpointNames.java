package io.ringflow.capture.stream;

import io.ringflow.model.LabelKind;
import io.ringflow.model.TcpFlags;
import java.util.Arrays;

/**
 * Finds what the endpoints of a packet are called. The name of an address is what the other
 * endpoint was answered when it asked DNS for the name, or else what the address's own host was
 * answered.
 *
 * <p>A connection is looked up when its first packet comes, at each SYN, and again at its first
 * packet in each second, so that the first fragment of every flow has the names. Not thread-safe.
 */
final class EndpointNames {

    private static final int SLOTS = 1 << 14;
    private static final long SECOND = 1_000_000_000L;

    private final ClientNames names;

    /** Connections that were looked up, by their fingerprints, and in which second. */
    private final long[] connections = new long[SLOTS];

    private final long[] seconds = new long[SLOTS];

    EndpointNames(ClientNames names) {
        this.names = names;
    }

    /**
     * Adds the names to the labels of a packet.
     *
     * @param srcIsSmaller whether the source is the endpoint of {@link LabelKind#NAME_A}
     */
    void find(TransportPacket packet, boolean srcIsSmaller, long nowNanos, Labels out) {
        if (names.size() == 0) {
            return;
        }
        if (out.has(LabelKind.ECH)) {
            checkDecoy(packet, nowNanos, out);
        }
        if (isDue(packet, nowNanos)) {
            long src = packet.host(packet.srcAddress());
            long dst = packet.host(packet.dstAddress());
            put(
                    srcIsSmaller ? LabelKind.NAME_A : LabelKind.NAME_B,
                    find(dst, src, packet.srcAddress(), nowNanos),
                    out);
            put(
                    srcIsSmaller ? LabelKind.NAME_B : LabelKind.NAME_A,
                    find(src, dst, packet.dstAddress(), nowNanos),
                    out);
        }
    }

    private boolean isDue(TransportPacket packet, long nowNanos) {
        long connection = packet.connection();
        long second = Math.floorDiv(nowNanos, SECOND);
        int slot = (int) connection & SLOTS - 1;
        if (connections[slot] == connection
                && seconds[slot] == second
                && !packet.has(TcpFlags.SYN)) {
            return false;
        }
        connections[slot] = connection;
        seconds[slot] = second;
        return true;
    }

    private byte[] find(long client, long host, long address, long nowNanos) {
        byte[] name = names.find(client, address, nowNanos);
        return name == null ? names.find(host, address, nowNanos) : name;
    }

    private static void put(LabelKind kind, byte[] name, Labels out) {
        if (name != null) {
            LabelText text = out.text(kind);
            for (byte character : name) {
                text.addPlain(character);
            }
        }
    }

    /** An encrypted hello is none if the client had asked for the name that is not encrypted. */
    private void checkDecoy(TransportPacket packet, long nowNanos, Labels out) {
        LabelText server = out.text(LabelKind.TLS_SNI);
        byte[] name = names.find(packet.host(packet.srcAddress()), packet.dstAddress(), nowNanos);
        if (name != null && server.length() > 0 && isName(name, server)) {
            EncryptedHello.isDecoy(out);
        }
    }

    private static boolean isName(byte[] name, LabelText text) {
        return Arrays.equals(name, DnsExchanges.lowerCase(text));
    }
}
