package io.ringflow.job.track;

import io.ringflow.capture.fragment.FragmentLayout;

/** Computes the sequence part of flow ids, which distinguishes the flows of one key. */
final class FlowIds {

    private static final long SECOND_NANOS = 1_000_000_000L;

    private FlowIds() {}

    /**
     * The sequence of a flow that starts with a fragment. It follows from the fragment's key,
     * bucket and place in the order of packets, so that a replay computes the same one. The place
     * alone is not enough, because packets out of order have the same place in several buckets.
     * Buckets of less than a second count as their second, so that a live capture, which has
     * shorter buckets, computes the same sequence as a replay.
     *
     * @param at offset of the fragment
     * @param salt the sequence of the flow that ended when this one started and that may have the
     *     same place; 0 if there is none
     */
    static long sequence(long[] fragments, int at, long salt, long bucketNanos) {
        long mixed =
                (fragments[at + FragmentLayout.A_HIGH] * 31 + fragments[at + FragmentLayout.A_LOW])
                        ^ Long.rotateLeft(
                                fragments[at + FragmentLayout.B_HIGH] * 31
                                        + fragments[at + FragmentLayout.B_LOW],
                                21);
        mixed = avalanche(mixed ^ (fragments[at + FragmentLayout.KEY] & ~FragmentLayout.LATE));
        mixed = avalanche(mixed ^ (bucketNanos - Math.floorMod(bucketNanos, SECOND_NANOS)));
        return avalanche(mixed ^ fragments[at + FragmentLayout.ORDER]) ^ avalanche(salt);
    }

    /** The finalizer of SplitMix64. */
    private static long avalanche(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d0_49bb_1331_11ebL;
        return mixed ^ mixed >>> 31;
    }
}
