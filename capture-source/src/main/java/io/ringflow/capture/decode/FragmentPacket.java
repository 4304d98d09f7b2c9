package io.ringflow.capture.decode;

import io.ringflow.capture.Details;
import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.PacketBits;
import io.ringflow.model.Protocols;

/**
 * A fragment that was decoded, taken off its batch until it is known which flow it belongs to.
 *
 * @param transport what its transport header says, as {@link PacketBits} has it; of a later
 *     fragment, which has none, only the protocol
 * @param details its entry, if it has one, and no other
 */
record FragmentPacket(
        long timeNanos,
        long srcHigh,
        long srcLow,
        long dstHigh,
        long dstLow,
        long transport,
        int vlan,
        int ipBytes,
        int ipBits,
        Details details) {

    private static final long PORTS_AND_PROTOCOL = 0xffff_ffff_ff00_0000L;
    private static final long FLAGS = 0xff_0000L;

    /** Takes the packet off that was added last. */
    static FragmentPacket takeLast(PacketBatch batch) {
        int i = --batch.size;
        long bits = batch.bits[i];
        return new FragmentPacket(
                batch.timeNanos[i],
                batch.srcHigh[i],
                batch.srcLow[i],
                batch.dstHigh[i],
                batch.dstLow[i],
                bits & (PORTS_AND_PROTOCOL | FLAGS),
                PacketBits.vlan(bits),
                batch.ipBytes[i],
                batch.ipBits[i],
                batch.details.takeOut(batch.detail[i]));
    }

    /** What of a first fragment's transport header holds for all of its datagram. */
    static long ofDatagram(long transport) {
        int protocol = PacketBits.protocol(transport);
        boolean icmp = protocol == Protocols.ICMP || protocol == Protocols.ICMP6;
        // TCP's flags are those of its first fragment alone.
        return icmp ? transport : transport & PORTS_AND_PROTOCOL;
    }

    /** Adds the packet to a batch. */
    void addTo(PacketBatch batch) {
        addTo(batch, transport);
    }

    /** Adds the packet with another fragment's transport header. */
    void addTo(PacketBatch batch, long itsTransport) {
        batch.ensureRoom();
        int i = batch.size++;
        batch.timeNanos[i] = timeNanos;
        batch.srcHigh[i] = srcHigh;
        batch.srcLow[i] = srcLow;
        batch.dstHigh[i] = dstHigh;
        batch.dstLow[i] = dstLow;
        batch.bits[i] = itsTransport | vlan;
        batch.ipBytes[i] = ipBytes;
        batch.ipBits[i] = ipBits;
        batch.detail[i] = details.isEmpty() ? Details.NONE : batch.details.addAll(details) + 1;
        batch.advance(timeNanos);
    }
}
