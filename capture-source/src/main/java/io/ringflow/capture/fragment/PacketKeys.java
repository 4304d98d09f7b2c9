package io.ringflow.capture.fragment;

import static io.ringflow.capture.fragment.FragmentLayout.A_HIGH;
import static io.ringflow.capture.fragment.FragmentLayout.A_LOW;
import static io.ringflow.capture.fragment.FragmentLayout.B_HIGH;
import static io.ringflow.capture.fragment.FragmentLayout.B_LOW;
import static io.ringflow.capture.fragment.FragmentLayout.HASH;
import static io.ringflow.capture.fragment.FragmentLayout.IPV6;
import static io.ringflow.capture.fragment.FragmentLayout.KEY;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.KeyHash;
import io.ringflow.model.TunnelType;
import java.util.Arrays;

/**
 * The flow keys of some consecutive packets of a batch, with endpoints in order. Keys are computed
 * ahead of their use, so that the rows for many packets can be fetched at the same time. Each key
 * takes eight words:
 *
 * <pre>
 *  word  content
 *  0-5   the first words of {@link FragmentLayout}, without the mark for late packets
 *   6    64-bit fingerprint of the key, which is likely to tell flows apart; the hash is made of it
 *   7    side that sent the packet: 0 for A, 1 for B
 * </pre>
 *
 * The sides are computed without branches, because no processor can predict which side sends next.
 * Not thread-safe.
 */
public final class PacketKeys {

    /** Maximum number of packets. */
    public static final int SIZE = 32;

    /** Number of words of a key that are those of a fragment. */
    static final int FRAGMENT_WORDS = 6;

    private static final int FINGERPRINT = 6;
    private static final int SIDE = 7;
    private static final int SHIFT = 3;
    private static final long LOW_INT = 0xffff_ffffL;

    /** Tells the fingerprints of a flow's wild packets from those of its others. */
    private static final long WILD_FINGERPRINT = 0x5bd1_e995_9e37_79b9L;

    /** The keys. */
    final long[] words = new long[SIZE << SHIFT];

    private final long bitsOfKey;
    private final boolean keyTunnel;

    /** The seed's words, one for each operand of the hash. */
    private final long[] secret = new long[8];

    private PacketBatch batch;
    private int firstRow;

    /**
     * Creates keys with or without the VLAN and the tunnel.
     *
     * @param keyVlan whether the VLAN id is part of the key
     * @param keyTunnel whether the tunnel's type and id are part of the key
     * @param hashSeed seed of the hash; the same for all observers of a job
     */
    public PacketKeys(boolean keyVlan, boolean keyTunnel, long hashSeed) {
        this.keyTunnel = keyTunnel;
        Arrays.setAll(secret, number -> KeyHash.word(hashSeed, number));
        bitsOfKey =
                LOW_INT
                        & (keyVlan
                                ? FragmentLayout.KEY_OF_BITS
                                : FragmentLayout.KEY_OF_BITS & ~0x1fffL);
    }

    /** Computes the keys of packets {@code from} to {@code to}, at most {@link #SIZE}. */
    public void compute(PacketBatch packets, int from, int to) {
        batch = packets;
        firstRow = from;
        for (int i = from; i < to; i++) {
            order(packets, i, (i - from) << SHIFT);
            hash(packets, i, (i - from) << SHIFT);
        }
    }

    /** The batch with the packets. */
    public PacketBatch batch() {
        return batch;
    }

    /** Row of a packet in the batch. */
    public int row(int k) {
        return firstRow + k;
    }

    /** Offset of a packet's key in {@link #words}. */
    static int offset(int k) {
        return k << SHIFT;
    }

    /** Fingerprint of a packet's key. */
    public long fingerprint(int k) {
        return words[(k << SHIFT) + FINGERPRINT];
    }

    /** Gives a packet the key of flows whose times are wild. */
    public void markWild(int k) {
        words[(k << SHIFT) + KEY] |= FragmentLayout.WILD;
        words[(k << SHIFT) + FINGERPRINT] ^= WILD_FINGERPRINT;
    }

    /** Number of the endpoint that sent a packet: 0 for A, 1 for B. */
    public int side(int k) {
        return (int) words[(k << SHIFT) + SIDE];
    }

    /** Writes the endpoints in order, and the side. */
    private void order(PacketBatch packets, int i, int at) {
        long srcHigh = packets.srcHigh[i];
        long srcLow = packets.srcLow[i];
        long dstHigh = packets.dstHigh[i];
        long dstLow = packets.dstLow[i];
        long bits = packets.bits[i];
        long swap = dstIsSmaller(srcHigh, srcLow, dstHigh, dstLow, bits);
        long high = (srcHigh ^ dstHigh) & swap;
        long low = (srcLow ^ dstLow) & swap;
        long ports = ((bits >>> 48) ^ (bits >>> 32)) & 0xffff & swap;
        words[at + A_HIGH] = srcHigh ^ high;
        words[at + A_LOW] = srcLow ^ low;
        words[at + B_HIGH] = dstHigh ^ high;
        words[at + B_LOW] = dstLow ^ low;
        words[at + KEY] =
                ((bits ^ (ports << 48) ^ (ports << 32)) & ~LOW_INT)
                        | (bits & bitsOfKey)
                        | (PacketBits.isV6(packets.ipBits[i]) ? IPV6 : 0);
        words[at + SIDE] = -swap;
    }

    /** Returns -1 if the destination is the smaller endpoint, otherwise 0. */
    private static long dstIsSmaller(
            long srcHigh, long srcLow, long dstHigh, long dstLow, long bits) {
        if (srcHigh != dstHigh) {
            return isBelow(dstHigh, srcHigh);
        }
        if (srcLow != dstLow) {
            return isBelow(dstLow, srcLow);
        }
        return isBelow(bits >>> 32 & 0xffff, bits >>> 48);
    }

    /** Returns -1 if a &lt; b, both unsigned, otherwise 0: the borrow of a - b. */
    private static long isBelow(long a, long b) {
        return ((~a & b) | ((~a | b) & (a - b))) >> 63;
    }

    private void hash(PacketBatch packets, int i, int at) {
        int tunnelId = packets.detail[i] != Details.NONE ? tunnel(packets, i, at) : 0;
        long fingerprint = fingerprint(at, tunnelId & LOW_INT);
        words[at + HASH] = ((fingerprint ^ (fingerprint << 32)) & ~LOW_INT) | (tunnelId & LOW_INT);
        words[at + FINGERPRINT] = fingerprint;
    }

    /** Adds the tunnel's type to the key. Returns its id if both directions share it, else 0. */
    private int tunnel(PacketBatch packets, int i, int at) {
        long[] details = packets.details.words;
        int type = Details.tunnelType(details, packets.detail[i]);
        if (!keyTunnel || type == 0) {
            return 0;
        }
        words[at + KEY] |= FragmentLayout.tunnelKey(type);
        return TunnelType.of(type).idTellsFlowsApart()
                ? Details.tunnelId(details, packets.detail[i])
                : 0;
    }

    /**
     * Mixes a flow's key; the flow's hash is made of both halves of the result. It is the same for
     * every observer of a flow.
     *
     * @param tunnelId the tunnel's id if it is part of the key, else 0
     */
    private long fingerprint(int at, long tunnelId) {
        long ends = KeyHash.mix(words[at + A_LOW] ^ secret[0], words[at + B_LOW] ^ secret[1]);
        long rest = KeyHash.mix(words[at + KEY] ^ secret[2], tunnelId ^ secret[3]);
        long mixed = KeyHash.mix(ends ^ secret[4], rest ^ secret[5]);
        long aHigh = words[at + A_HIGH];
        long bHigh = words[at + B_HIGH];
        return (aHigh | bHigh) == 0
                ? mixed
                : KeyHash.mix(mixed, KeyHash.mix(aHigh ^ secret[6], bHigh ^ secret[7]));
    }
}
