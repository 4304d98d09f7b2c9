package io.ringflow.cli.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class OldGenerationTest {

    private static final long MEBIBYTE = 1 << 20;

    private final Memory memory = new Memory();

    private static final class Memory implements OldGeneration.Memory {
        long used;
        long live;
        long afterCollection;
        int collections;

        @Override
        public long used() {
            return used;
        }

        @Override
        public long usedAfterCollection() {
            return afterCollection;
        }

        @Override
        public void collect() {
            collections++;
            used = live;
            afterCollection = live;
        }
    }

    @Test
    void collectsWhenGarbageHasFilledTheInitialHeap() {
        OldGeneration old = new OldGeneration(memory, 1000 * MEBIBYTE);
        memory.live = 300 * MEBIBYTE;
        assertThat(collectionsUntil(old, 750)).isZero();
        assertThat(collectionsUntil(old, 751)).isOne();
        assertThat(collectionsUntil(old, 750)).isOne();
        assertThat(collectionsUntil(old, 751)).isEqualTo(2);
    }

    @Test
    void collectsSeldomIfMostIsInUse() {
        OldGeneration old = new OldGeneration(memory, 1000 * MEBIBYTE);
        memory.live = 700 * MEBIBYTE;
        assertThat(collectionsUntil(old, 751)).isOne();
        assertThat(collectionsUntil(old, 1400)).isOne();
        memory.live = 1390 * MEBIBYTE;
        assertThat(collectionsUntil(old, 1401)).isEqualTo(2);
        assertThat(collectionsUntil(old, 2780)).isEqualTo(2);
        assertThat(collectionsUntil(old, 2781)).isEqualTo(3);
    }

    @Test
    void leavesASmallHeapAlone() {
        OldGeneration old = new OldGeneration(memory, 10 * MEBIBYTE);
        assertThat(collectionsUntil(old, 256)).isZero();
        assertThat(collectionsUntil(old, 257)).isOne();
    }

    private int collectionsUntil(OldGeneration old, long mebibytes) {
        memory.used = mebibytes * MEBIBYTE;
        old.collectIfGrown();
        return memory.collections;
    }
}
