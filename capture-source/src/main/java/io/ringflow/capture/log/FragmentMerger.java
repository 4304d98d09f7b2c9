package io.ringflow.capture.log;

import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.fragment.FragmentTable;
import java.util.Arrays;

/**
 * Merges the fragments of each flow. The result belongs to the earlier bucket, so that no flow can
 * time out before its fragments are folded.
 */
public final class FragmentMerger implements Merger<BucketFragments> {

    @Override
    public Merged<BucketFragments> merge(BucketFragments first, BucketFragments second) {
        FragmentTable table = new FragmentTable(Math.max(16, first.count + second.count / 2));
        add(table, first);
        add(table, second);
        BucketFragments merged =
                new BucketFragments(
                        Math.min(first.bucketNanos, second.bucketNanos),
                        Arrays.copyOf(table.rows(), table.count() * FragmentLayout.WORDS),
                        table.count(),
                        table.details().copy());
        return new Merged<>(merged, merged.bytes());
    }

    private static void add(FragmentTable table, BucketFragments fragments) {
        for (int row = 0; row < fragments.count; row++) {
            table.merge(fragments.rows, row * FragmentLayout.WORDS, fragments.details);
        }
    }
}
