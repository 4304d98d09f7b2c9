package io.ringflow.job.rollup;

import io.ringflow.capture.fragment.ShardKeys;
import io.ringflow.model.KeyHash;
import io.ringflow.model.Observer;
import io.ringflow.model.state.query.Dimension;

/**
 * Properties of the dimensions' keys. A key has 128 bits, or is text if it is a name. Each key
 * belongs to a partition, the unit in which rollups are shuffled, kept and queried.
 */
public final class RollupKeys {

    /** Number of partitions; a power of two. The total is in the first one. */
    public static final int PARTITIONS = 4;

    /** Partition of {@link Dimension#TOTAL} and of the distributions. */
    public static final int TOTAL_PARTITION = 0;

    private static final int PARTITION_SHIFT = Long.SIZE - Long.numberOfTrailingZeros(PARTITIONS);

    /** Any odd word: partitions are no secret. */
    private static final long SPREAD = 0x9e37_79b9_7f4a_7c15L;

    private RollupKeys() {}

    /** Returns true if the keys of a dimension are names. */
    public static boolean isText(Dimension dimension) {
        return switch (dimension) {
            case HOST, INTERFACE, TLS_SNI, TLS_ALPN, DNS_QUERY, HTTP_HOST -> true;
            default -> false;
        };
    }

    /** Returns true if the keys of a dimension are addresses. */
    public static boolean isAddress(Dimension dimension) {
        return switch (dimension) {
            case SRC_ADDR, DST_ADDR, ADDR -> true;
            default -> false;
        };
    }

    /** Returns true if the senders of packets can't create arbitrarily many keys. */
    static boolean hasFewKeys(Dimension dimension) {
        return switch (dimension) {
            case TOTAL, HOST, INTERFACE, PROTOCOL -> true;
            default -> false;
        };
    }

    /** Returns true if captures count lost packets by the keys of a dimension. */
    static boolean hasDrops(Dimension dimension) {
        return switch (dimension) {
            case TOTAL, HOST, INTERFACE -> true;
            default -> false;
        };
    }

    /** Returns true if a packet may count for several keys, so that they exceed the total. */
    public static boolean countsTwice(Dimension dimension) {
        return switch (dimension) {
            case ADDR, PORT, HOST, INTERFACE -> true;
            default -> false;
        };
    }

    /** Returns the key of an interface. */
    public static String interfaceKey(Observer observer) {
        return observer.host() + '/' + observer.interfaceName();
    }

    /** Returns the partition of a key that is not text; the same in every process. */
    public static int partition(int dimension, long high, long low) {
        if (dimension == Dimension.TOTAL.ordinal()) {
            return TOTAL_PARTITION;
        }
        long networks = KeyHash.mix(high ^ SPREAD, dimension);
        return (int) (KeyHash.mix(low ^ SPREAD, networks) >>> PARTITION_SHIFT);
    }

    /** Returns the partition of a key that is text. */
    public static int partition(int dimension, String text) {
        return partition(dimension, 0, text.hashCode());
    }

    /**
     * Returns for each partition an integer that Flink's key hash maps to its key group, so that
     * the partitions are distributed evenly over the subtasks.
     *
     * @param keyGroups the job's max parallelism
     */
    public static int[] flinkKeys(int keyGroups) {
        int[] groupKeys = ShardKeys.of(keyGroups);
        int[] keys = new int[PARTITIONS];
        for (int partition = 0; partition < PARTITIONS; partition++) {
            keys[partition] = groupKeys[partition * keyGroups / PARTITIONS];
        }
        return keys;
    }
}
