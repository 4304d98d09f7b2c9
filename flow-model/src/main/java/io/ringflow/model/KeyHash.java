package io.ringflow.model;

import java.security.SecureRandom;

/**
 * Hashes of keys that strangers choose by the packets that they send. Whoever knows the hash of a
 * table can send keys that all meet in one place of it. Therefore no value of one operand hides the
 * other, and each table mixes in a seed that nobody outside knows. Stateless and thread-safe.
 */
public final class KeyHash {

    /** Seed of tables that no other process sees, and whose order nobody can tell. */
    public static final long PROCESS_SEED = newSeed();

    private KeyHash() {}

    /** A seed that can't be guessed. */
    public static long newSeed() {
        return new SecureRandom().nextLong();
    }

    /** The word with a number that a seed stands for, to be combined with an operand. */
    public static long word(long seed, int number) {
        long word = seed + (number + 1) * 0x9e37_79b9_7f4a_7c15L;
        word = (word ^ word >>> 30) * 0xbf58_476d_1ce4_e5b9L;
        word = (word ^ word >>> 27) * 0x94d0_49bb_1331_11ebL;
        return word ^ word >>> 31;
    }

    /**
     * Mixes two operands, of which at least one should be combined with a secret word before: their
     * product of 128 bits, folded, and both of them rotated. Whatever one operand is, even 0 or 1,
     * the result still depends on the other.
     */
    public static long mix(long a, long b) {
        return a * b ^ Math.multiplyHigh(a, b) ^ Long.rotateLeft(a, 29) ^ Long.rotateLeft(b, 41);
    }
}
