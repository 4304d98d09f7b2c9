package io.ringflow.job.rollup;

import io.ringflow.job.local.ShardKeys;
import io.ringflow.model.Observer;
import io.ringflow.model.state.Dimension;

/**
 * The keys of the dimensions in 128 bits, or as text where they are names, and to which partition
 * each belongs: the unit in which rollups are shuffled, kept and asked.
 */
public final class RollupKeys {

    /** Partitions of the rollups; a power of two. All of the total is in the first. */
    public static final int PARTITIONS = 4;

    /** Partition of {@link Dimension#TOTAL} and of the spreads. */
    static final int TOTAL_PARTITION = 0;

    private static final int PARTITION_SHIFT =
            Integer.SIZE - Integer.numberOfTrailingZeros(PARTITIONS);

    private RollupKeys() {}

    /** True where keys are names. */
    static boolean isText(Dimension dimension) {
        return switch (dimension) {
            case HOST, INTERFACE, TLS_SNI, TLS_ALPN, DNS_QUERY, HTTP_HOST -> true;
            default -> false;
        };
    }

    /** True where keys are addresses. */
    static boolean isAddress(Dimension dimension) {
        return switch (dimension) {
            case SRC_ADDR, DST_ADDR, ADDR -> true;
            default -> false;
        };
    }

    /** True where senders of packets can't make any number of keys. */
    static boolean hasFewKeys(Dimension dimension) {
        return switch (dimension) {
            case TOTAL, HOST, INTERFACE, PROTOCOL -> true;
            default -> false;
        };
    }

    /** True where captures count the packets that they lost. */
    static boolean hasDrops(Dimension dimension) {
        return switch (dimension) {
            case TOTAL, HOST, INTERFACE -> true;
            default -> false;
        };
    }

    /** True where a packet may count for several keys, so that their sum is more than the total. */
    static boolean countsTwice(Dimension dimension) {
        return switch (dimension) {
            case ADDR, PORT, HOST, INTERFACE -> true;
            default -> false;
        };
    }

    /** The key of an interface. */
    static String interfaceKey(Observer observer) {
        return observer.host() + '/' + observer.interfaceName();
    }

    /** Hash of a key that is no text; the same in every process. */
    static int hash(int dimension, long high, long low) {
        long mixed = (low ^ high * 0x9fb2_1c65_1e98_df25L) + dimension * 0x9e37_79b9_7f4a_7c15L;
        mixed = (mixed ^ mixed >>> 32) * 0xbf58_476d_1ce4_e5b9L;
        mixed = (mixed ^ mixed >>> 29) * 0x94d0_49bb_1331_11ebL;
        return (int) (mixed >>> 32);
    }

    /** Hash of a key that is text. */
    static int hash(int dimension, String text) {
        return hash(dimension, 0, text.hashCode());
    }

    /** The partition of a key with a hash. */
    static int partition(int hash) {
        return hash >>> PARTITION_SHIFT;
    }

    /**
     * For each partition the integer that Flink's hash takes to its key group: the partitions are
     * spread evenly over the subtasks.
     *
     * @param keyGroups the job's max parallelism
     */
    static int[] flinkKeys(int keyGroups) {
        int[] ofGroups = ShardKeys.of(keyGroups);
        int[] keys = new int[PARTITIONS];
        for (int partition = 0; partition < PARTITIONS; partition++) {
            keys[partition] = ofGroups[partition * keyGroups / PARTITIONS];
        }
        return keys;
    }
}
