package io.ringflow.capture.fold;

import static io.ringflow.capture.fold.FragmentFoldTest.data;
import static io.ringflow.capture.fold.FragmentFoldTest.fold;
import static io.ringflow.capture.fold.FragmentFoldTest.group;
import static io.ringflow.capture.fold.FragmentFoldTest.packets;
import static io.ringflow.capture.fold.FragmentFoldTest.poll;
import static io.ringflow.capture.fold.FragmentFoldTest.word;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.packet.Anomaly;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Packets whose times the fold doesn't believe at once are counted all the same. */
class FoldedTimesTest {

    private static final long SECOND = 1_000_000_000;
    private static final int HOUR_MILLIS = 3_600_000;

    private final FragmentFold fold = fold(100);
    private final long[] anomalies = new long[Anomaly.COUNT];

    private void add(TcpPacket... packets) {
        fold.add(group(List.of(packets)));
    }

    /** Returns the buckets that were closed, and adds their anomalies. */
    private List<BucketFragments> closed() {
        List<BucketFragments> buckets = new ArrayList<>();
        for (Closed<BucketFragments> closed : poll(fold)) {
            Arrays.setAll(anomalies, i -> anomalies[i] + closed.report().anomalies[i]);
            if (closed.payload() != null) {
                buckets.add(closed.payload());
            }
        }
        return buckets;
    }

    private static long count(List<BucketFragments> buckets) {
        long count = 0;
        for (BucketFragments bucket : buckets) {
            for (int row = 0; row < bucket.count; row++) {
                count += packets(bucket, row);
            }
        }
        return count;
    }

    @Test
    void foldsThePacketThatIsHeldWhenTimePasses() {
        add(data(1, 10_000), data(1, 10_000 + HOUR_MILLIS));
        fold.advance(13 * SECOND);
        List<BucketFragments> buckets = closed();
        assertThat(count(buckets)).isEqualTo(2);
        assertThat(buckets)
                .allSatisfy(
                        bucket ->
                                assertThat(bucket.bucketNanos).isBetween(9 * SECOND, 13 * SECOND));
        assertThat(anomalies[Anomaly.WILD_TIMESTAMP.ordinal()]).isEqualTo(1);
    }

    @Test
    void believesThePacketThatIsHeldAtTheEnd() {
        add(data(1, 10_000), data(1, 10_000 + HOUR_MILLIS));
        fold.end();
        List<BucketFragments> buckets = closed();
        assertThat(count(buckets)).isEqualTo(2);
        assertThat(buckets)
                .extracting(bucket -> bucket.bucketNanos)
                .containsExactly(10 * SECOND, 3_610 * SECOND);
    }

    @Test
    void goesOnInEventTimeIfTheClockIsBehindAtTheStart() {
        fold.start(10_000 * SECOND, 50 * SECOND);
        add(data(1, 50_000), data(1, 50_900), data(1, 51_000));
        fold.end();
        List<BucketFragments> buckets = closed();
        assertThat(buckets)
                .extracting(bucket -> bucket.bucketNanos)
                .first()
                .isEqualTo(10_000 * SECOND);
        assertThat(count(buckets)).isEqualTo(3);
        long offset = word(buckets.get(0), 0, FragmentLayout.CLOCK);
        assertThat(offset).isEqualTo(9_950 * SECOND);
    }

    @Test
    void countsEachAnomalyOnce() {
        add(data(1, 10_000), data(1, 10_000 + HOUR_MILLIS), data(1, 10_001));
        add(data(2, 10_002), data(2, 10_002 + HOUR_MILLIS), data(2, 10_003));
        add(data(3, 10_004));
        add(data(3, 12_100));
        fold.end();
        assertThat(count(closed())).isEqualTo(8);
        assertThat(anomalies[Anomaly.WILD_TIMESTAMP.ordinal()]).isEqualTo(2);
        assertThat(anomalies[Anomaly.CLOCK_STEP.ordinal()]).isZero();
        assertThat(anomalies[Anomaly.LONG_PROBE.ordinal()]).isZero();
    }

    @Test
    void findsTheFragmentInTheOldestOfThreeBuckets() {
        // A flow has fragments in three open buckets, so the oldest one is found by its keys.
        FragmentFold wide = FragmentFoldTest.fold(100, 1 << 20, 5 * SECOND);
        wide.add(group(List.of(data(1, 10_000), data(1, 11_000), data(1, 12_000))));
        wide.add(group(List.of(data(1, 10_100), data(1, 11_100), data(1, 12_100))));
        wide.end();
        List<BucketFragments> buckets =
                poll(wide).stream().map(Closed::payload).filter(Objects::nonNull).toList();
        assertThat(buckets)
                .hasSize(3)
                .allSatisfy(
                        bucket -> {
                            assertThat(bucket.count).isEqualTo(1);
                            assertThat(packets(bucket, 0)).isEqualTo(2);
                        });
    }
}
