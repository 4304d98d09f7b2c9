package io.ringflow.job.table;

import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.core.memory.MemorySegmentFactory;

/** Rows without a table. */
public final class RowFixture {

    private RowFixture() {}

    /** A row that starts as a copy of the words from an offset on. */
    public static FlowRow row(long[] words, int offset) {
        return new FlowRow().edit(memory(words), offset * Long.BYTES);
    }

    /** A copy of words. */
    static MemorySegment memory(long[] words) {
        MemorySegment memory =
                MemorySegmentFactory.allocateUnpooledSegment(words.length * Long.BYTES);
        for (int word = 0; word < words.length; word++) {
            memory.putLong(word * Long.BYTES, words[word]);
        }
        return memory;
    }
}
