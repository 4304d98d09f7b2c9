package io.ringflow.capture.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.fragment.BucketFragments;
import io.ringflow.capture.fragment.FragmentBatch;
import io.ringflow.capture.fragment.FragmentLayout;
import io.ringflow.capture.fragment.Fragments;
import io.ringflow.capture.fragment.Packet;
import java.util.List;
import org.junit.jupiter.api.Test;

class FragmentMergerTest {

    private static final long SECOND = Fragments.SECOND;

    private static BucketFragments bucket(Packet... packets) {
        FragmentBatch batch = Fragments.batches(Fragments.OBSERVER, List.of(packets)).getFirst();
        return new BucketFragments(batch.bucketNanos, batch.rows, batch.count, batch.details);
    }

    private static long word(BucketFragments fragments, int row, int word) {
        return fragments.rows[row * FragmentLayout.WORDS + word];
    }

    @Test
    void mergesFragmentsOfEachFlowIntoTheEarlierBucket() {
        BucketFragments first =
                bucket(Packet.udp(5 * SECOND, 1000), Packet.udp(5 * SECOND + 1, 2000));
        BucketFragments second =
                bucket(Packet.udp(6 * SECOND, 3000), Packet.udp(6 * SECOND + 7, 1000));
        long rowsBefore = first.rows.length;
        Merger.Merged<BucketFragments> merged = new FragmentMerger().merge(first, second);
        BucketFragments both = merged.payload();
        assertThat(both.bucketNanos).isEqualTo(5 * SECOND);
        assertThat(both.count).isEqualTo(3);
        assertThat(both.rows).hasSize(3 * FragmentLayout.WORDS);
        assertThat(merged.bytes()).isEqualTo(both.bytes());
        assertThat(word(both, 0, FragmentLayout.PACKETS)).isEqualTo(2L << 32);
        assertThat(word(both, 0, FragmentLayout.BYTES_A)).isEqualTo(200);
        assertThat(word(both, 0, FragmentLayout.FIRST_A)).isEqualTo(5 * SECOND);
        assertThat(word(both, 0, FragmentLayout.LAST_A)).isEqualTo(6 * SECOND + 7);
        assertThat(first.count).isEqualTo(2);
        assertThat(first.rows).hasSize((int) rowsBefore);
        assertThat(word(first, 0, FragmentLayout.PACKETS)).isEqualTo(1L << 32);
    }

    @Test
    void keepsFlowThatStartsAnewApart() {
        BucketFragments first =
                bucket(Packet.tcp(SECOND, Packet.SYN), Packet.tcp(SECOND + 1, Packet.RST));
        BucketFragments second = bucket(Packet.tcp(2 * SECOND, Packet.SYN));
        assertThat(new FragmentMerger().merge(first, second).payload().count).isEqualTo(2);
    }
}
