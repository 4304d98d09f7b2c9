package io.ringflow.bench;

/**
 * Random numbers by position: the same seed, stream and index always give the same 64 bits, in any
 * order. So a flow needs no state but its number.
 *
 * @param seed determines a whole capture
 */
record SeededHash(long seed) {

    private static final long GOLDEN_GAMMA = 0x9E37_79B9_7F4A_7C15L;

    /** The 64 bits of an index within one of many independent streams. */
    long bits(int stream, long index) {
        return mix(mix(seed + stream * GOLDEN_GAMMA) + index * GOLDEN_GAMMA);
    }

    /** The same as a fraction, 0 inclusive to 1 exclusive. */
    static double fraction(long bits) {
        return (bits >>> 11) * 0x1p-53;
    }

    /** SplitMix64's finalizer (Steele, Lea and Flood 2014). */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
