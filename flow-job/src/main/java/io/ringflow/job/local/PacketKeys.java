package io.ringflow.job.local;

import static io.ringflow.job.local.FragmentLayout.IPV6;
import static io.ringflow.job.local.FragmentLayout.hash;

import io.ringflow.capture.PacketBatch;
import io.ringflow.capture.PacketBits;

/**
 * The flow keys of a stretch of a batch, endpoints in order. Keys are made ahead of their use, so
 * that the table's memory for many packets can be fetched at the same time. One task thread.
 */
final class PacketKeys {

    /** Packets of a stretch. */
    static final int SIZE = 32;

    private static final long LOW_INT = 0xffff_ffffL;

    final long[] aHigh = new long[SIZE];
    final long[] aLow = new long[SIZE];
    final long[] bHigh = new long[SIZE];
    final long[] bLow = new long[SIZE];

    /** The key word of {@link FragmentLayout}, without the mark for late packets. */
    final long[] key = new long[SIZE];

    final int[] hash = new int[SIZE];
    final boolean[] fromA = new boolean[SIZE];

    private final long bitsOfKey;

    /**
     * Keys with or without the VLAN.
     *
     * @param keyVlan whether the VLAN id tells flows apart
     */
    PacketKeys(boolean keyVlan) {
        bitsOfKey =
                LOW_INT
                        & (keyVlan
                                ? FragmentLayout.KEY_OF_BITS
                                : FragmentLayout.KEY_OF_BITS & ~0x1fffL);
    }

    /** Makes the keys of packets {@code from} to {@code to}, at most {@link #SIZE} of them. */
    void make(PacketBatch batch, int from, int to) {
        for (int i = from; i < to; i++) {
            makeOne(batch, i, i - from);
        }
    }

    private void makeOne(PacketBatch batch, int i, int k) {
        long bits = batch.bits[i];
        boolean inOrder = srcIsSmaller(batch, i, bits);
        long ports = inOrder ? bits >>> 32 : Integer.rotateLeft((int) (bits >>> 32), 16) & LOW_INT;
        fromA[k] = inOrder;
        aHigh[k] = inOrder ? batch.srcHigh[i] : batch.dstHigh[i];
        aLow[k] = inOrder ? batch.srcLow[i] : batch.dstLow[i];
        bHigh[k] = inOrder ? batch.dstHigh[i] : batch.srcHigh[i];
        bLow[k] = inOrder ? batch.dstLow[i] : batch.srcLow[i];
        key[k] = ports << 32 | (bits & bitsOfKey) | (PacketBits.isV6(batch.ipBits[i]) ? IPV6 : 0);
        hash[k] = hash(aHigh[k], aLow[k], bHigh[k], bLow[k], key[k]);
    }

    private static boolean srcIsSmaller(PacketBatch batch, int i, long bits) {
        int order = Long.compareUnsigned(batch.srcHigh[i], batch.dstHigh[i]);
        if (order == 0) {
            order = Long.compareUnsigned(batch.srcLow[i], batch.dstLow[i]);
        }
        return order < 0 || (order == 0 && PacketBits.srcPort(bits) <= PacketBits.dstPort(bits));
    }
}
