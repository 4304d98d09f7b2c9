package io.ringflow.capture.fragment;

import static io.ringflow.capture.fragment.FragmentLayout.IPV6;
import static io.ringflow.capture.fragment.FragmentLayout.LATE;

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

    final boolean[] fromA = new boolean[SIZE];

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
    public void compute(PacketBatch batch, int from, int to) {
        for (int i = from; i < to; i++) {
            computeOne(batch, i, i - from);
        }
    }

    private void computeOne(PacketBatch batch, int i, int k) {
        long bits = batch.bits[i];
        boolean inOrder = srcIsSmaller(batch, i, bits);
        long ports = inOrder ? bits >>> 32 : Integer.rotateLeft((int) (bits >>> 32), 16) & LOW_INT;
        fromA[k] = inOrder;
        aHigh[k] = inOrder ? batch.srcHigh[i] : batch.dstHigh[i];
        aLow[k] = inOrder ? batch.srcLow[i] : batch.dstLow[i];
        bHigh[k] = inOrder ? batch.dstHigh[i] : batch.srcHigh[i];
        bLow[k] = inOrder ? batch.dstLow[i] : batch.srcLow[i];
        key[k] = ports << 32 | (bits & bitsOfKey) | (PacketBits.isV6(batch.ipBits[i]) ? IPV6 : 0);
        int tunnelId = batch.detail[i] != Details.NONE ? tunnel(batch, i, k) : 0;
        int hash = hash(aHigh[k], aLow[k], bHigh[k], bLow[k], key[k], tunnelId);
        hashWord[k] = (long) hash << 32 | (tunnelId & LOW_INT);
    }

    /** Adds the tunnel's type to the key. Returns its id if both directions share it, else 0. */
    private int tunnel(PacketBatch batch, int i, int k) {
        long[] details = batch.details.words;
        int type = Details.tunnelType(details, batch.detail[i]);
        if (!keyTunnel || type == 0) {
            return 0;
        }
        key[k] |= FragmentLayout.tunnelKey(type);
        return TunnelType.of(type).idTellsFlowsApart()
                ? Details.tunnelId(details, batch.detail[i])
                : 0;
    }

    private static boolean srcIsSmaller(PacketBatch batch, int i, long bits) {
        int order = Long.compareUnsigned(batch.srcHigh[i], batch.dstHigh[i]);
        if (order == 0) {
            order = Long.compareUnsigned(batch.srcLow[i], batch.dstLow[i]);
        }
        return order < 0 || (order == 0 && PacketBits.srcPort(bits) <= PacketBits.dstPort(bits));
    }

    /**
     * Hashes a flow's key. The hash is the same for every observer of a flow.
     *
     * @param tunnelId the tunnel's id if it is part of the key, else 0
     */
    private static int hash(long aHigh, long aLow, long bHigh, long bLow, long key, int tunnelId) {
        long ends = mix(aLow ^ 0x9e37_79b9_7f4a_7c15L, bLow ^ 0xd1b5_4a32_d192_ed03L);
        long rest =
                mix(
                        (key & ~LATE) ^ 0x8bb8_4b93_962e_acc9L,
                        (aHigh * 31 + bHigh + tunnelId * 0x9fb2_1c65_1e98_df25L)
                                ^ 0x2d35_8dcc_aa6c_78a5L);
        long hash = mix(ends ^ 0xa0761d6478bd642fL, rest ^ 0xe703_7ed1_a0b4_28dbL);
        return (int) (hash >>> 32 ^ hash);
    }

    private static long mix(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }
}
