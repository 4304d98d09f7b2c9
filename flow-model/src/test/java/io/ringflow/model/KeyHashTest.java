package io.ringflow.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KeyHashTest {

    @Test
    void noOperandHidesTheOther() {
        for (long fixed : new long[] {0, 1, -1, Long.MIN_VALUE}) {
            Set<Long> first = new HashSet<>();
            Set<Long> second = new HashSet<>();
            for (int other = 0; other < 10_000; other++) {
                first.add(KeyHash.mix(fixed, other));
                second.add(KeyHash.mix(other, fixed));
            }
            assertThat(first).as("mix(%d, x)", fixed).hasSize(10_000);
            assertThat(second).as("mix(x, %d)", fixed).hasSize(10_000);
        }
    }

    @Test
    void operandsAreNotInterchangeable() {
        assertThat(KeyHash.mix(3, 5)).isNotEqualTo(KeyHash.mix(5, 3));
    }

    @Test
    void wordsOfSeedsDiffer() {
        Set<Long> words = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            for (int number = 0; number < 8; number++) {
                words.add(KeyHash.word(seed, number));
            }
        }
        assertThat(words).hasSize(800);
    }

    @Test
    void seedsDiffer() {
        assertThat(IntStream.range(0, 100).mapToObj(i -> KeyHash.newSeed()).distinct())
                .hasSize(100);
    }
}
