package io.ringflow.capture.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ringflow.capture.CaptureException;
import io.ringflow.model.state.answer.CaptureLogStatus;
import java.util.List;
import org.junit.jupiter.api.Test;

class CaptureLogTest extends LogFixture {

    private final LogMemory memory = new LogMemory(1 << 20);
    private final CaptureLog<List<String>> log = log(memory);

    @Test
    void numbersEntriesFromZeroAndCountsWhatWasBefore() {
        LogReader<List<String>> reader = open(log, LogPosition.START);
        log.append(entry(1, 5, 2, "a"));
        log.append(entry(2, 6, 3, "b"));
        LogEntry<List<String>> first = reader.poll();
        assertThat(first.number()).isZero();
        assertThat(first.framesBefore()).isZero();
        assertThat(first.dropsBefore()).isZero();
        assertThat(first.payload()).containsExactly("a");
        LogEntry<List<String>> second = reader.poll();
        assertThat(second.number()).isEqualTo(1);
        assertThat(second.framesBefore()).isEqualTo(5);
        assertThat(second.dropsBefore()).isEqualTo(2);
        assertThat(reader.loss()).isNull();
        assertThat(reader.position())
                .isEqualTo(new LogPosition(log.id(), 2, 11, 5, START + 2 * SECOND));
        assertThat(reader.poll()).isNull();
    }

    @Test
    void callsReaderWhenSomethingArrives() {
        LogReader<List<String>> reader = open(log, LogPosition.START);
        assertThat(reader.poll()).isNull();
        log.append(entry(1, "a"));
        assertThat(arrivals).isEqualTo(1);
        log.end();
        assertThat(arrivals).isEqualTo(2);
    }

    @Test
    void nextReaderGetsTheSameEntriesAgain() {
        LogReader<List<String>> before = open(log, LogPosition.START);
        for (int i = 0; i < 5; i++) {
            log.append(entry(i, "entry " + i));
        }
        before.poll();
        before.poll();
        LogPosition saved = before.position();
        assertThat(payloads(before)).hasSize(3);
        before.close();

        LogReader<List<String>> after = open(log, saved);
        assertThat(after.position()).isEqualTo(saved);
        assertThat(payloads(after))
                .containsExactly(List.of("entry 2"), List.of("entry 3"), List.of("entry 4"));
        assertThat(after.loss()).isNull();
        assertThat(after.status().replayed()).isEqualTo(3);
        assertThat(after.status().spanNanos()).isEqualTo(4 * SECOND);
    }

    @Test
    void trimFreesEntriesBeforeThePosition() {
        LogReader<List<String>> reader = open(log, LogPosition.START);
        log.append(entry(1, "a"));
        log.append(entry(2, "b"));
        reader.poll();
        LogPosition afterFirst = reader.position();
        reader.poll();
        long both = reader.status().bytes();
        reader.trim(afterFirst);
        assertThat(reader.status().entries()).isEqualTo(1);
        assertThat(reader.status().bytes()).isEqualTo(both / 2).isGreaterThan(WORD_BYTES);
        assertThat(reader.status().share()).isEqualTo(both / 2.0 / (1 << 20));
        reader.trim(reader.position());
        assertThat(reader.status()).isEqualTo(new CaptureLogStatus(SEEN_BY, 0, 0, 0, 0, 0));
    }

    @Test
    void trimIgnoresPositionOfAnotherLog() {
        LogReader<List<String>> reader = open(log, LogPosition.START);
        log.append(entry(1, "a"));
        reader.trim(new LogPosition(log.id() + 1, 1, 10, 0, START));
        reader.trim(LogPosition.START);
        assertThat(reader.status().entries()).isEqualTo(1);
    }

    @Test
    void readerThatWasReplacedGetsAndChangesNothing() {
        LogReader<List<String>> before = open(log, LogPosition.START);
        log.append(entry(1, "a"));
        before.poll();
        LogReader<List<String>> after = open(log, LogPosition.START);
        log.append(entry(2, "b"));
        assertThat(before.poll()).isNull();
        before.trim(before.position());
        before.finish();
        before.close();
        assertThat(finishes).isZero();
        assertThat(departures).isZero();
        assertThat(log.isUnread()).isFalse();
        assertThat(before.ended()).isFalse();
        assertThat(payloads(after)).containsExactly(List.of("a"), List.of("b"));
    }

    @Test
    void tellsOwnerThatTheReaderLeftOnce() {
        LogReader<List<String>> reader = open(log, LogPosition.START);
        reader.close();
        reader.close();
        assertThat(departures).isEqualTo(1);
        assertThat(log.isUnread()).isTrue();
    }

    @Test
    void endsAfterTheLastEntryWasPolled() {
        LogReader<List<String>> reader = open(log, LogPosition.START);
        log.append(entry(1, "a"));
        reader.finish();
        assertThat(finishes).isEqualTo(1);
        assertThat(reader.ended()).isFalse();
        log.append(entry(2, "b"));
        log.end();
        assertThat(reader.ended()).isFalse();
        assertThat(payloads(reader)).hasSize(2);
        assertThat(reader.ended()).isTrue();
    }

    @Test
    void throwsFailureOfTheCaptureAfterItsLastEntry() {
        LogReader<List<String>> reader = open(log, LogPosition.START);
        log.append(entry(1, "a"));
        CaptureException failure = new CaptureException("bad filter");
        log.fail(failure);
        assertThat(arrivals).isEqualTo(2);
        assertThat(reader.poll()).isNotNull();
        assertThatThrownBy(reader::poll).isSameAs(failure);
        assertThat(reader.ended()).isFalse();
    }

    @Test
    void namesTheCaptureInUnexpectedFailure() {
        LogReader<List<String>> reader = open(log, LogPosition.START);
        log.fail(new IllegalStateException("a bug"));
        assertThatThrownBy(reader::poll)
                .isInstanceOf(CaptureException.class)
                .hasMessage(
                        "The capture of here/eth0/0 has failed:"
                                + " java.lang.IllegalStateException: a bug")
                .hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void freesItsMemoryWhenClosedAndWhenLeftAfterItsEnd() {
        LogReader<List<String>> reader = open(log, LogPosition.START);
        log.append(entry(1, "a"));
        log.close();
        log.close();
        log.append(entry(2, "b"));
        assertThat(reader.poll()).isNull();
        assertThat(reader.ended()).isFalse();
        assertThat(reader.status().bytes()).isZero();

        CaptureLog<List<String>> ended = log(memory);
        LogReader<List<String>> last = open(ended, LogPosition.START);
        ended.append(entry(1, "a"));
        ended.end();
        last.close();
        assertThat(last.status().bytes()).isZero();
        assertThat(departures).isZero();
    }

    @Test
    void differentLogsHaveDifferentIds() {
        assertThat(List.of(log.id(), log(memory).id(), log(memory).id()))
                .doesNotHaveDuplicates()
                .allSatisfy(id -> assertThat(START - id).isBetween(-(1L << 20), 1L << 20));
    }
}
