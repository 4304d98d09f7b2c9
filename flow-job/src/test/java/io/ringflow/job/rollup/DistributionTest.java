package io.ringflow.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ringflow.model.state.answer.Percentiles;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DistributionTest {

    private static Distributions of(long... values) {
        Distributions distributions = new Distributions();
        for (long value : values) {
            distributions.flowNanos.add(value, 1);
        }
        return distributions;
    }

    @Test
    void isAccurateToOnePercent() {
        long[] values = new Random(1).longs(5000, 0, 10_000_000_000L).toArray();
        Percentiles found = of(values).flowNanos.percentiles(1);
        Arrays.sort(values);
        assertThat(found.count()).isEqualTo(5000);
        assertThat(found.max()).isEqualTo((double) values[4999]);
        assertThat(found.p50())
                .isCloseTo((double) values[2499], within((double) values[2499] * 0.0101));
        assertThat(found.p99())
                .isCloseTo((double) values[4949], within((double) values[4949] * 0.0101));
    }

    @Test
    void givesTheSameBytesInAnyOrderOfMerging() {
        Random random = new Random(2);
        byte[][] parts = new byte[20][];
        Distributions all = new Distributions();
        for (int i = 0; i < parts.length; i++) {
            long[] values = random.longs(100, 0, 1L << (10 + i)).toArray();
            parts[i] = of(values).encode();
            Arrays.stream(values).forEach(value -> all.flowNanos.add(value, 1));
        }
        Distributions forward = new Distributions();
        Distributions backward = new Distributions();
        for (int i = 0; i < parts.length; i++) {
            forward.merge(parts[i]);
            backward.merge(parts[parts.length - 1 - i]);
        }
        assertThat(forward.encode()).isEqualTo(backward.encode()).isEqualTo(all.encode());
    }

    @Test
    void acceptsZeroAndTheLargestValue() {
        Percentiles found = of(0, 0, 0, Long.MAX_VALUE).flowNanos.percentiles(1);
        assertThat(found.p50()).isZero();
        assertThat(found.max()).isEqualTo((double) Long.MAX_VALUE);
        assertThat(of(0, Long.MAX_VALUE).encode()).hasSizeLessThan(100);
        assertThat(of().encode()).isEmpty();
        assertThat(of().flowNanos.percentiles(1)).isEqualTo(Percentiles.NONE);
    }
}
