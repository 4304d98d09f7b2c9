package io.ringflow.job.track;

import static io.ringflow.capture.fragment.FragmentLayout.EVENTS;
import static io.ringflow.capture.fragment.FragmentLayout.META;
import static io.ringflow.capture.fragment.FragmentLayout.ORDER;
import static io.ringflow.capture.fragment.FragmentLayout.WORDS;
import static io.ringflow.capture.fragment.FragmentLayout.detail;
import static io.ringflow.capture.fragment.FragmentLayout.withDetail;
import static io.ringflow.capture.fragment.FragmentLayout.withObserver;

import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.fragment.FragmentTable;
import io.ringflow.capture.fragment.LongBlocks;
import io.ringflow.capture.packet.Details;
import io.ringflow.job.table.Observers;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The fragments of one shard and one bucket that wait for the watermark. Fragments are appended as
 * they come. When there are many, those of the same flow are merged, so that the size is bounded by
 * the number of flows and not by that of packets. Not thread-safe.
 */
final class BucketBuffer {

    private static final int MERGE_FROM = 4096;

    final long startNanos;
    private long[] rows;
    private int count;

    /** Number of fragments from which they are merged. */
    private int mergeAt = MERGE_FROM;

    private boolean sorted = true;
    private Details details = new Details();

    /** Numbers of the observers that the fragments come from. */
    private final BitSet observers = new BitSet();

    /** Whether the fragments of an observer came in several batches. */
    private boolean inParts;

    /** Whether each fragment started with its oldest packet, which was the newest until then. */
    private boolean inOrder = true;

    BucketBuffer(long startNanos) {
        this(startNanos, new long[0]);
    }

    /**
     * An empty buffer.
     *
     * @param spare the rows of a buffer that is no longer used, to reuse their memory
     */
    BucketBuffer(long startNanos, long[] spare) {
        this.startNanos = startNanos;
        this.rows = spare;
    }

    int count() {
        return count;
    }

    long[] rows() {
        return rows;
    }

    /** The details that the fragments' event words refer to. */
    Details details() {
        return details;
    }

    /** Appends fragments and sets their observer to a number of the shard's {@link Observers}. */
    void append(FragmentBatch batch, int observer) {
        int added = batch.count;
        if (count + added > mergeAt) {
            merge();
            mergeAt = Math.max(MERGE_FROM, 2 * count);
        }
        int words = (count + added) * WORDS;
        if (words > rows.length) {
            rows = Arrays.copyOf(rows, Math.max(words, rows.length * 3 / 2));
        }
        System.arraycopy(batch.rows, 0, rows, count * WORDS, added * WORDS);
        int moved = details.addAll(batch.details);
        inParts |= observers.get(observer);
        observers.set(observer);
        for (int row = count; row < count + added; row++) {
            int at = row * WORDS;
            rows[at + META] = withObserver(rows[at + META], observer);
            int place = detail(rows[at + EVENTS]);
            if (place != Details.NONE) {
                rows[at + EVENTS] = withDetail(rows[at + EVENTS], place + moved);
            }
            sorted &= row == 0 || mayFollow(at);
            inOrder &= rows[at + ORDER] == FragmentLayout.firstEventNanos(rows, at);
        }
        count += added;
    }

    /**
     * Returns true if a fragment certainly follows the one before it in order. Fragments with the
     * same place in the order are sorted by observer.
     */
    private boolean mayFollow(int at) {
        int before = at - WORDS;
        return rows[at + ORDER] > rows[before + ORDER]
                || (rows[at + ORDER] == rows[before + ORDER]
                        && FragmentLayout.observer(rows[at + META])
                                == FragmentLayout.observer(rows[before + META]));
    }

    /**
     * Merges fragments that a full table or a checkpoint has cut into parts, if folding the parts
     * could differ from folding the whole: when a flow may time out between them, when another
     * observer's fragments are between them, or when a later part has the oldest packet.
     *
     * @param timesOut whether a flow may time out between two packets of the bucket
     */
    void joinParts(boolean timesOut) {
        if (inParts && (timesOut || !inOrder || observers.cardinality() > 1)) {
            merge();
        }
    }

    /** Sorts the fragments by event time and observer; those of one observer keep their order. */
    void sort(Observers dictionary) {
        if (sorted) {
            return;
        }
        int[] order = new MergeSort((row, other) -> before(row, other, dictionary)).sort(count);
        long[] target = new long[count * WORDS];
        for (int i = 0; i < count; i++) {
            System.arraycopy(rows, order[i] * WORDS, target, i * WORDS, WORDS);
        }
        rows = target;
        sorted = true;
    }

    private boolean before(int row, int other, Observers dictionary) {
        long order = rows[row * WORDS + ORDER];
        long otherOrder = rows[other * WORDS + ORDER];
        if (order != otherOrder) {
            return order < otherOrder;
        }
        int rank = dictionary.rank(FragmentLayout.observer(rows[row * WORDS + META]));
        int otherRank = dictionary.rank(FragmentLayout.observer(rows[other * WORDS + META]));
        return rank < otherRank;
    }

    /** Merges the fragments of each flow and observer, as far as their order allows. */
    void merge() {
        FragmentTable table = new FragmentTable(Math.max(16, count));
        for (int row = 0; row < count; row++) {
            table.merge(rows, row * WORDS, details);
        }
        rows = table.rows();
        count = table.count();
        details = table.details();
    }

    /**
     * Returns an equal buffer.
     *
     * @param target becomes its rows; at least as long as this buffer's fragments
     */
    BucketBuffer copy(long[] target) {
        BucketBuffer copy = new BucketBuffer(startNanos, target);
        System.arraycopy(rows, 0, target, 0, count * WORDS);
        copy.count = count;
        copy.mergeAt = mergeAt;
        copy.sorted = sorted;
        copy.details = details.copy();
        copy.observers.or(observers);
        copy.inParts = inParts;
        copy.inOrder = inOrder;
        return copy;
    }

    void write(DataOutputView out) throws IOException {
        out.writeLong(startNanos);
        out.writeInt(count);
        out.writeInt(mergeAt);
        out.writeBoolean(sorted);
        LongBlocks.write(rows, 0, count * WORDS, out);
        LongBlocks.write(details, out);
    }

    static BucketBuffer read(DataInputView in) throws IOException {
        BucketBuffer read = new BucketBuffer(in.readLong());
        read.count = in.readInt();
        read.mergeAt = in.readInt();
        read.sorted = in.readBoolean();
        read.rows = new long[read.count * WORDS];
        LongBlocks.read(read.rows, 0, read.rows.length, in);
        LongBlocks.read(read.details, in);
        // Not written; after a recovery, merging is at worst unnecessary.
        read.inParts = true;
        read.inOrder = false;
        return read;
    }
}
