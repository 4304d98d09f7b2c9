package io.ringflow.job.track;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowArraysTest {

    private final RowArrays arrays = new RowArrays();

    @Test
    void handsOutWhatTheLastSnapshotNoLongerNeeds() {
        long[] given = new long[10];
        arrays.give(given);
        assertThat(arrays.take(10)).isNotSameAs(given).hasSize(10);

        arrays.snapshotStarts();

        assertThat(arrays.take(10)).isSameAs(given);
        assertThat(arrays.take(10)).isNotSameAs(given).hasSize(10);
    }

    @Test
    void handsOutTheSmallestThatFits() {
        long[] small = new long[10];
        long[] middle = new long[20];
        arrays.give(new long[30]);
        arrays.give(small);
        arrays.give(middle);
        arrays.snapshotStarts();

        assertThat(arrays.take(11)).isSameAs(middle);
        assertThat(arrays.take(1)).isSameAs(small);
        assertThat(arrays.take(31)).hasSize(31);
    }

    @Test
    void handsOutEachOfSeveralOfOneSizeOnce() {
        long[] first = new long[10];
        long[] second = new long[10];
        arrays.give(first);
        arrays.give(second);
        arrays.snapshotStarts();

        assertThat(arrays.take(10)).isSameAs(first);
        assertThat(arrays.take(10)).isSameAs(second);
    }

    @Test
    void forgetsWhatASnapshotDidNotUse() {
        long[] given = new long[10];
        arrays.give(given);
        arrays.snapshotStarts();
        arrays.snapshotStarts();

        assertThat(arrays.take(10)).isNotSameAs(given);
    }
}
