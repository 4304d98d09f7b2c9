package io.ringflow.capture.decode;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.Protocols;

/**
 * A decoded fragment, taken out of its batch until the flow that it belongs to is known. Its TCP
 * numbers are dropped, since connections are not followed by fragments.
 */
final class FragmentPacket {

    private static final long PORTS_AND_PROTOCOL = 0xffff_ffff_ff00_0000L;
    private static final long FLAGS = 0xff_0000L;

    private final long timeNanos;
    private final long srcHigh;
    private final long srcLow;
    private final long dstHigh;
    private final long dstLow;
    private final long transport;
    private final int vlan;
    private final int ipBytes;
    private final int ipBits;

    /** Holds the packet's entry alone, or none. */
    private final Details details;

    private FragmentPacket(PacketBatch batch, int row) {
        timeNanos = batch.timeNanos[row];
        srcHigh = batch.srcHigh[row];
        srcLow = batch.srcLow[row];
        dstHigh = batch.dstHigh[row];
        dstLow = batch.dstLow[row];
        transport = batch.bits[row] & (PORTS_AND_PROTOCOL | FLAGS);
        vlan = PacketBits.vlan(batch.bits[row]);
        ipBytes = batch.ipBytes[row];
        ipBits = batch.ipBits[row];
        details = batch.details.takeOut(batch.detail[row]);
    }

    /** Removes the packet that was added last from a batch. */
    static FragmentPacket takeLast(PacketBatch batch) {
        return new FragmentPacket(batch, --batch.size);
    }

    /** The part of a first fragment's transport bits that holds for its whole datagram. */
    static long ofDatagram(long transport) {
        int protocol = PacketBits.protocol(transport);
        boolean icmp = protocol == Protocols.ICMP || protocol == Protocols.ICMP6;
        // TCP flags belong to the first fragment alone.
        return icmp ? transport : transport & PORTS_AND_PROTOCOL;
    }

    long timeNanos() {
        return timeNanos;
    }

    /**
     * Ports, protocol and flags as {@link PacketBits} packs them. A later fragment has only the
     * protocol.
     */
    long transport() {
        return transport;
    }

    /** Adds the packet to a batch. */
    void addTo(PacketBatch batch) {
        addTo(batch, transport);
    }

    /** Adds a packet that has waited, with the transport bits of another fragment. */
    void addDelayedTo(PacketBatch batch, long otherTransport) {
        addTo(batch, otherTransport);
        batch.ipBits[batch.size - 1] |= PacketBits.DELAYED;
    }

    /** Adds the packet with the transport bits of another fragment. */
    void addTo(PacketBatch batch, long otherTransport) {
        batch.ensureRoom();
        int row = batch.size++;
        batch.timeNanos[row] = timeNanos;
        batch.srcHigh[row] = srcHigh;
        batch.srcLow[row] = srcLow;
        batch.dstHigh[row] = dstHigh;
        batch.dstLow[row] = dstLow;
        batch.bits[row] = otherTransport | vlan;
        batch.ipBytes[row] = ipBytes;
        batch.ipBits[row] = ipBits;
        batch.tcpSizes[row] = 0;
        batch.detail[row] = details.isEmpty() ? Details.NONE : batch.details.addAll(details) + 1;
        batch.advance(timeNanos);
    }
}
