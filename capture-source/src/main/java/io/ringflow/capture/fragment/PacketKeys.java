package io.ringflow.capture.fragment;

import static io.ringflow.capture.fragment.FragmentLayout.IPV6;

import io.ringflow.capture.packet.Details;
import io.ringflow.capture.packet.PacketBatch;
import io.ringflow.capture.packet.PacketBits;
import io.ringflow.model.TunnelType;

/**
 * The flow keys of some consecutive packets of a batch, with endpoints in order. Keys are computed
 * ahead of their use, so that the table's rows for many packets can be fetched at the same time.
 * Not thread-safe.
 */
public final class PacketKeys {

    /** Maximum number of packets. */
    public static final int SIZE = 32;

    private static final long LOW_INT = 0xffff_ffffL;

    final long[] aHigh = new long[SIZE];
    final long[] aLow = new long[SIZE];
    final long[] bHigh = new long[SIZE];
    final long[] bLow = new long[SIZE];

    /** The key word of {@link FragmentLayout}, without the mark for late packets. */
    final long[] key = new long[SIZE];

    /** The hash word: hash (32) | tunnel id (32). */
    final long[] hashWord = new long[SIZE];

    /** 64-bit fingerprint of the key, which is likely to tell flows apart. */
    final long[] fingerprint = new long[SIZE];

    final boolean[] fromA = new boolean[SIZE];

    /** The batch of the packets, and the row of the first one. */
    PacketBatch batch;

    int firstRow;

    private final long bitsOfKey;
    private final boolean keyTunnel;

    /**
     * Creates keys with or without the VLAN and the tunnel.
     *
     * @param keyVlan whether the VLAN id is part of the key
     * @param keyTunnel whether the tunnel's type and id are part of the key
     */
    public PacketKeys(boolean keyVlan, boolean keyTunnel) {
        this.keyTunnel = keyTunnel;
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
            computeOne(packets, i, i - from);
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

    /** Fingerprint of a packet's key. */
    public long fingerprint(int k) {
        return fingerprint[k];
    }

    /** Returns true if endpoint A sent a packet. */
    public boolean fromA(int k) {
        return fromA[k];
    }

    private void computeOne(PacketBatch packets, int i, int k) {
        long bits = packets.bits[i];
        boolean inOrder = srcIsSmaller(packets, i, bits);
        long ports = inOrder ? bits >>> 32 : Integer.rotateLeft((int) (bits >>> 32), 16) & LOW_INT;
        fromA[k] = inOrder;
        aHigh[k] = inOrder ? packets.srcHigh[i] : packets.dstHigh[i];
        aLow[k] = inOrder ? packets.srcLow[i] : packets.dstLow[i];
        bHigh[k] = inOrder ? packets.dstHigh[i] : packets.srcHigh[i];
        bLow[k] = inOrder ? packets.dstLow[i] : packets.srcLow[i];
        key[k] = ports << 32 | (bits & bitsOfKey) | (PacketBits.isV6(packets.ipBits[i]) ? IPV6 : 0);
        int tunnelId = packets.detail[i] != Details.NONE ? tunnel(packets, i, k) : 0;
        long mixed = mix(k, tunnelId);
        int hash = (int) (mixed >>> 32 ^ mixed);
        fingerprint[k] = mixed ^ highHalves(aHigh[k], bHigh[k]);
        hashWord[k] = (long) hash << 32 | (tunnelId & LOW_INT);
    }

    /** Adds the tunnel's type to the key. Returns its id if both directions share it, else 0. */
    private int tunnel(PacketBatch packets, int i, int k) {
        long[] details = packets.details.words;
        int type = Details.tunnelType(details, packets.detail[i]);
        if (!keyTunnel || type == 0) {
            return 0;
        }
        key[k] |= FragmentLayout.tunnelKey(type);
        return TunnelType.of(type).idTellsFlowsApart()
                ? Details.tunnelId(details, packets.detail[i])
                : 0;
    }

    private static boolean srcIsSmaller(PacketBatch packets, int i, long bits) {
        int order = Long.compareUnsigned(packets.srcHigh[i], packets.dstHigh[i]);
        if (order == 0) {
            order = Long.compareUnsigned(packets.srcLow[i], packets.dstLow[i]);
        }
        return order < 0 || (order == 0 && PacketBits.srcPort(bits) <= PacketBits.dstPort(bits));
    }

    /**
     * Mixes a flow's key; the flow's hash is made of both halves of the result. The hash is the
     * same for every observer of a flow.
     *
     * @param tunnelId the tunnel's id if it is part of the key, else 0
     */
    private long mix(int k, int tunnelId) {
        long ends = mix(aLow[k] ^ 0x9e37_79b9_7f4a_7c15L, bLow[k] ^ 0xd1b5_4a32_d192_ed03L);
        long high = aHigh[k] * 31 + bHigh[k] + tunnelId * 0x9fb2_1c65_1e98_df25L;
        long rest = mix(key[k] ^ 0x8bb8_4b93_962e_acc9L, high ^ 0x2d35_8dcc_aa6c_78a5L);
        return mix(ends ^ 0xa0761d6478bd642fL, rest ^ 0xe703_7ed1_a0b4_28dbL);
    }

    /** Tells networks apart whose high halves the hash does not. */
    private static long highHalves(long a, long b) {
        return (a | b) == 0 ? 0 : mix(a ^ 0xa076_1d64_78bd_642fL, b ^ 0xe703_7ed1_a0b4_28dbL);
    }

    private static long mix(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }
}
