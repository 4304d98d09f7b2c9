package io.ringflow.history.query;

import io.ringflow.model.FlowId;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A set of flow ids without an object for each. Not thread-safe. */
final class IdSet {

    private int[] keyHashes = new int[64];
    private long[] sequences = new long[64];
    private int size;

    /** An id of only zeros, which stands for a free slot in the arrays. */
    private boolean hasZero;

    /** Adds an id. */
    void add(FlowId id) {
        if (isFree(id.keyHash(), id.sequence())) {
            hasZero = true;
            return;
        }
        int slot = slot(id.keyHash(), id.sequence());
        if (isFree(keyHashes[slot], sequences[slot])) {
            keyHashes[slot] = id.keyHash();
            sequences[slot] = id.sequence();
            if (++size * 2 > sequences.length) {
                grow();
            }
        }
    }

    boolean contains(FlowId id) {
        if (isFree(id.keyHash(), id.sequence())) {
            return hasZero;
        }
        int slot = slot(id.keyHash(), id.sequence());
        return !isFree(keyHashes[slot], sequences[slot]);
    }

    int size() {
        return size + (hasZero ? 1 : 0);
    }

    /** All ids, in no particular order, as columns of the history have them. */
    Iterable<byte[]> bytes() {
        return () ->
                Stream.concat(
                                hasZero ? Stream.of(new FlowId(0, 0)) : Stream.empty(),
                                IntStream.range(0, sequences.length)
                                        .filter(slot -> !isFree(keyHashes[slot], sequences[slot]))
                                        .mapToObj(
                                                slot ->
                                                        new FlowId(
                                                                keyHashes[slot], sequences[slot])))
                        .map(FieldSql::bytes)
                        .iterator();
    }

    private static boolean isFree(int keyHash, long sequence) {
        return keyHash == 0 && sequence == 0;
    }

    private void grow() {
        int[] oldHashes = keyHashes;
        long[] oldSequences = sequences;
        keyHashes = new int[oldHashes.length * 2];
        sequences = new long[oldSequences.length * 2];
        for (int i = 0; i < oldSequences.length; i++) {
            if (!isFree(oldHashes[i], oldSequences[i])) {
                int slot = slot(oldHashes[i], oldSequences[i]);
                keyHashes[slot] = oldHashes[i];
                sequences[slot] = oldSequences[i];
            }
        }
    }

    /** The slot of an id, or the free one where it belongs. */
    private int slot(int keyHash, long sequence) {
        int slot = (int) (sequence ^ sequence >>> 32 ^ keyHash) & (sequences.length - 1);
        while (!isFree(keyHashes[slot], sequences[slot])
                && !(keyHashes[slot] == keyHash && sequences[slot] == sequence)) {
            slot = (slot + 1) & (sequences.length - 1);
        }
        return slot;
    }
}
