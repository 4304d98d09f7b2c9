package io.ringflow.capture.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.capture.source.ReaderAlignment.Member;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReaderAlignmentTest {

    private static final long MUCH = ReaderAlignment.MOST_BYTES_AHEAD + 1;

    private final AtomicInteger wakeUps = new AtomicInteger();
    private Member fast;
    private Member slow;

    @BeforeEach
    void join() {
        fast = ReaderAlignment.join("job", wakeUps::incrementAndGet);
        slow = ReaderAlignment.join("job", () -> {});
    }

    @AfterEach
    void leave() {
        fast.leave();
        slow.leave();
    }

    private void runAhead() {
        assertThat(slow.mayRead(100)).isTrue();
        assertThat(fast.mayRead(100)).isTrue();
        fast.emitted(200, MUCH);
        assertThat(fast.mayRead(200)).isFalse();
    }

    @Test
    void pausesReaderThatEmittedTooMuchAheadOfAnother() {
        runAhead();
        assertThat(slow.mayRead(150)).isTrue();
        assertThat(wakeUps).hasValue(0);
        assertThat(slow.mayRead(200)).isTrue();
        assertThat(wakeUps).hasValue(1);
        assertThat(fast.mayRead(200)).isTrue();
    }

    @Test
    void letsReaderRunAheadOverLittleData() {
        assertThat(slow.mayRead(100)).isTrue();
        fast.emitted(1_000_000_000_000L, 1000);
        assertThat(fast.mayRead(1_000_000_000_000L)).isTrue();
    }

    @Test
    void countsSmallBucketsToo() {
        assertThat(slow.mayRead(100)).isTrue();
        for (long i = 0; i < MUCH / ReaderAlignment.BUCKET_BYTES + 1; i++) {
            fast.emitted(200 + i, 0);
        }
        assertThat(fast.mayRead(1000)).isFalse();
    }

    @Test
    void neverPausesTheSlowestReader() {
        assertThat(slow.mayRead(300)).isTrue();
        fast.emitted(500, MUCH);
        assertThat(fast.mayRead(300)).isTrue();
        assertThat(fast.mayRead(301)).isFalse();
    }

    @Test
    void doesNotWaitForReaderWithoutFiles() {
        fast.emitted(200, MUCH);
        assertThat(fast.mayRead(200)).isTrue();
    }

    @Test
    void continuesWhenSlowestReaderHasNothingToRead() {
        runAhead();
        assertThat(slow.mayRead(Long.MAX_VALUE)).isTrue();
        assertThat(wakeUps).hasValue(1);
        assertThat(fast.mayRead(200)).isTrue();
    }

    @Test
    void continuesWhenSlowestReaderLeaves() {
        runAhead();
        slow.leave();
        assertThat(wakeUps).hasValue(1);
        assertThat(fast.mayRead(200)).isTrue();
    }

    @Test
    void letsOneOfManyReadersContinueAtAnyTime() {
        Member third = ReaderAlignment.join("job", () -> {});
        slow.emitted(300, MUCH);
        fast.emitted(200, MUCH);
        third.emitted(100, MUCH);
        boolean slowMayRead = slow.mayRead(300);
        boolean fastMayRead = fast.mayRead(200);
        boolean some = third.mayRead(100) || slowMayRead || fastMayRead;
        assertThat(some).isTrue();
        assertThat(third.mayRead(100)).isTrue();
        third.leave();
    }

    @Test
    void alignsReadersOfOneJobOnly() {
        Member other = ReaderAlignment.join("other", () -> {});
        Member alone = ReaderAlignment.join(null, () -> {});
        assertThat(slow.mayRead(100)).isTrue();
        other.emitted(200, MUCH);
        alone.emitted(200, MUCH);
        assertThat(other.mayRead(200)).isTrue();
        assertThat(alone.mayRead(200)).isTrue();
        other.leave();
        alone.leave();
    }
}
