package io.ringflow.capture.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StreamStartsTest {

    private static final int START = 1_000;

    /** Keys of streams that share a set: they differ in the upper half only. */
    private static long key(int stream) {
        return (long) stream << 32 | 4;
    }

    private final StreamStarts starts = new StreamStarts();

    @Test
    void streamsOfOneSetKeepTheirStarts() {
        IntStream.rangeClosed(1, StreamStarts.WAYS).forEach(i -> starts.note(key(i), START + i));

        for (int i = 1; i <= StreamStarts.WAYS; i++) {
            assertThat(starts.missing(key(i), START + i + 7)).isEqualTo(7);
        }
    }

    @Test
    void displacesTheStreamOfASetThatWasNotedFirst() {
        IntStream.rangeClosed(1, StreamStarts.WAYS).forEach(i -> starts.note(key(i), START));
        starts.note(key(1), START);
        starts.note(key(9), START);

        assertThat(starts.missing(key(2), START + 5)).isZero();
        assertThat(starts.missing(key(1), START + 5)).isEqualTo(5);
        assertThat(starts.missing(key(9), START + 5)).isEqualTo(5);
    }

    @Test
    void forgetsAStreamWhoseDataHasArrived() {
        starts.note(key(1), START);

        assertThat(starts.missing(key(1), START + 3)).isEqualTo(3);
        assertThat(starts.missing(key(1), START + 3)).isZero();
    }

    @Test
    void anotherSynReplacesTheStart() {
        starts.note(key(1), START);
        starts.note(key(2), START);
        starts.note(key(1), START + 100);

        assertThat(starts.missing(key(1), START + 101)).isEqualTo(1);
        assertThat(starts.missing(key(1), START + 101)).isZero();
    }

    @Test
    void dataBeforeTheStartOrFarAfterItIsAStartOfItsOwn() {
        starts.note(key(1), START);
        assertThat(starts.missing(key(1), START - 1)).isZero();

        starts.note(key(1), START);
        assertThat(starts.missing(key(1), START + StreamLabels.MAX_BYTES)).isZero();
    }
}
