package io.ringflow.job.rollup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RollupSerializersTest {

    @Test
    void continuesOpenSumsThatWereWritten() {
        RollupTable copy = new RollupTableSerializer().copy(RollupFixture.sample());
        RollupTable twice = RollupFixture.sample();
        twice.add(copy.encode());
        copy.add(RollupFixture.all(RollupFixture.sample()));
        assertThat(RollupFixture.read(LargestRows.of(copy, true)))
                .isEqualTo(RollupFixture.read(LargestRows.of(twice, true)));
    }
}
