package io.ringflow.job.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LongSetTest {

    @Test
    void behavesLikeHashSet() {
        Random random = new Random(3);
        LongSet set = new LongSet();
        Set<Long> expected = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextInt(5) == 0 ? random.nextInt(50) : random.nextLong();
            assertThat(set.add(value)).isEqualTo(expected.add(value));
            assertThat(set.contains(value + 1)).isEqualTo(expected.contains(value + 1));
        }
        assertThat(set.size()).isEqualTo(expected.size());
        assertThat(expected).allMatch(set::contains);
    }
}
