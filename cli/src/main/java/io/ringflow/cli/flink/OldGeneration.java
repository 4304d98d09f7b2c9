package io.ringflow.cli.flink;

import io.ringflow.model.thread.ServiceLoop;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.util.Optional;
import java.util.Set;

/**
 * Collects the old generation before the heap grows for garbage. The parallel collector enlarges
 * the heap up to its maximum, half of the host's memory, and only then looks at the old generation.
 * What a job keeps for seconds, until a bucket is folded or a checkpoint is complete, ends there.
 *
 * <p>It is collected when it is nearly as large as the heap that the process started with, and
 * twice as large as it was after the last collection. That pauses all threads: 120 to 150 ms with a
 * million open flows, for which a ring has room. Used by a thread of its own.
 */
public final class OldGeneration {

    private static final Set<String> POOLS = Set.of("PS Old Gen", "Tenured Gen");
    private static final long INTERVAL_MILLIS = 2_000;
    private static final long LEAST_BYTES = 256L << 20;

    /** What is known of the old generation. */
    interface Memory {

        /** Bytes in use, garbage included. */
        long used();

        /** Bytes in use after the last collection; 0 before the first one. */
        long usedAfterCollection();

        /** Collects it; returns when that is done. */
        void collect();
    }

    private final Memory memory;
    private final long mostBytes;

    /**
     * An old generation that nobody watches yet.
     *
     * @param initialBytes size that it started with
     */
    OldGeneration(Memory memory, long initialBytes) {
        this.memory = memory;
        this.mostBytes = Math.max(LEAST_BYTES, initialBytes - initialBytes / 4);
    }

    /**
     * Watches the old generation of this process until the thread is closed; empty if the collector
     * looks after it itself.
     */
    public static Optional<ServiceLoop> watch() {
        return pool().map(pool -> new OldGeneration(new Pool(pool), pool.getUsage().getCommitted()))
                .map(old -> ServiceLoop.start("ringflow-heap", old::round));
    }

    private static Optional<MemoryPoolMXBean> pool() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> POOLS.contains(pool.getName()))
                .filter(pool -> pool.getCollectionUsage() != null)
                .findFirst();
    }

    private record Pool(MemoryPoolMXBean bean) implements Memory {

        @Override
        public long used() {
            return bean.getUsage().getUsed();
        }

        @Override
        public long usedAfterCollection() {
            return bean.getCollectionUsage().getUsed();
        }

        @Override
        public void collect() {
            System.gc();
        }
    }

    private void round() throws InterruptedException {
        Thread.sleep(INTERVAL_MILLIS);
        collectIfGrown();
    }

    /** Collects the old generation if it has become too large. */
    void collectIfGrown() {
        long used = memory.used();
        if (used > mostBytes && used > 2 * memory.usedAfterCollection()) {
            memory.collect();
        }
    }
}
