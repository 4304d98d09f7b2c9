package io.ringflow.job.export.queue;

import io.ringflow.job.export.Chunk;
import java.util.ArrayDeque;
import java.util.Collection;

/**
 * Chunks in the order in which they came, and what they cost. Those up to a number are due: they
 * may be delivered. Not thread-safe.
 */
final class WaitingChunks {

    /** What a chunk costs besides its bytes. */
    static final int OVERHEAD = 64;

    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();

    /** When each of the chunks came. */
    private final ArrayDeque<Long> sinceNanos = new ArrayDeque<>();

    private long bytes;
    private long records;
    private long lastDue = Long.MAX_VALUE;
    private long dueBytes;

    static long cost(Chunk chunk) {
        return chunk.bytes().length + (long) OVERHEAD;
    }

    void put(Chunk chunk) {
        chunks.addLast(chunk);
        sinceNanos.addLast(System.nanoTime());
        bytes += cost(chunk);
        records += chunk.records();
        if (chunk.number() <= lastDue) {
            dueBytes += cost(chunk);
        }
    }

    /** Removes the oldest chunk. */
    Chunk take() {
        Chunk chunk = chunks.removeFirst();
        sinceNanos.removeFirst();
        bytes -= cost(chunk);
        records -= chunk.records();
        if (chunk.number() <= lastDue) {
            dueBytes -= cost(chunk);
        }
        return chunk;
    }

    /** Only the chunks up to a number are due from now on. */
    void dueUpTo(long number) {
        lastDue = number;
        dueBytes =
                chunks.stream()
                        .takeWhile(chunk -> chunk.number() <= number)
                        .mapToLong(WaitingChunks::cost)
                        .sum();
    }

    boolean isEmpty() {
        return chunks.isEmpty();
    }

    boolean hasDue() {
        return dueBytes > 0;
    }

    /** Cost of the chunks that are due. */
    long dueBytes() {
        return dueBytes;
    }

    /** Number of the oldest chunk; -1 if there is none. */
    long firstNumber() {
        return chunks.isEmpty() ? -1 : chunks.getFirst().number();
    }

    /** How long the oldest chunk has waited; there must be one. */
    long ageNanos() {
        return System.nanoTime() - sinceNanos.getFirst();
    }

    /** Cost of all chunks. */
    long bytes() {
        return bytes;
    }

    /** Number of records in all chunks. */
    long records() {
        return records;
    }

    /** The chunks, oldest first. */
    Collection<Chunk> chunks() {
        return chunks;
    }
}
