package io.ringflow.capture.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.model.state.answer.CaptureGap;
import io.ringflow.model.state.answer.CaptureGap.Cause;
import java.util.List;
import org.junit.jupiter.api.Test;

class LogLossTest extends LogFixture {

    /** Room for less than five entries of one word. */
    private final LogMemory memory = new LogMemory(5L * WORD_BYTES);

    private final CaptureLog<List<String>> log = log(memory);

    private static CaptureGap gap(long startNanos, long endNanos, long packets) {
        return new CaptureGap(SEEN_BY, startNanos, endNanos, packets, Cause.RESTART);
    }

    private static long second(int second) {
        return START + second * SECOND;
    }

    @Test
    void reportsExactlyWhatWasDroppedWhileNobodyRead() {
        LogReader<List<String>> before = open(log, LogPosition.START);
        log.append(entry(1, 100, 1, "word 1"));
        before.poll();
        LogPosition saved = before.position();
        before.close();
        for (int i = 2; i <= 10; i++) {
            log.append(entry(i, 100, i, "word " + i));
        }
        LogReader<List<String>> after = open(log, saved);
        LogEntry<List<String>> oldest = after.poll();
        assertThat(oldest.number()).isEqualTo(6);
        assertThat(after.loss())
                .isEqualTo(
                        new Loss(
                                gap(second(1), second(6), 500 + 2 + 3 + 4 + 5 + 6),
                                2 + 3 + 4 + 5 + 6));
        assertThat(after.poll().number()).isEqualTo(7);
        assertThat(after.loss()).isNull();
    }

    @Test
    void mergesUnreadEntriesBeforeItDropsAny() {
        for (int i = 1; i <= 18; i++) {
            log.append(entry(i, 100, 1, "a", "b"));
        }
        LogReader<List<String>> reader = open(log, LogPosition.START);
        long packets = 0;
        long drops = 0;
        int entries = 0;
        for (LogEntry<List<String>> entry = reader.poll(); entry != null; entry = reader.poll()) {
            assertThat(reader.loss()).isNull();
            assertThat(entry.payload()).containsExactly("a", "b");
            assertThat(entry.framesBefore()).isEqualTo(packets);
            assertThat(entry.dropsBefore()).isEqualTo(drops);
            packets += entry.report().packets;
            drops += entry.report().drops;
            entries++;
            assertThat(entry.report().newestNanos).isEqualTo(second((int) entry.number() + 1));
        }
        assertThat(packets).isEqualTo(1_800);
        assertThat(drops).isEqualTo(18);
        assertThat(entries).isEqualTo(2);
        assertThat(reader.position().next()).isEqualTo(18);
    }

    @Test
    void readerContinuesInFrontOfEntriesThatWereMergedMeanwhile() {
        LogReader<List<String>> before = open(log, LogPosition.START);
        log.append(entry(1, "a"));
        before.poll();
        LogPosition saved = before.position();
        before.close();
        for (int i = 2; i <= 10; i++) {
            log.append(entry(i, "a"));
        }
        LogReader<List<String>> after = open(log, saved);
        LogEntry<List<String>> merged = after.poll();
        assertThat(merged.number()).isGreaterThan(1);
        assertThat(merged.framesBefore()).isEqualTo(10);
        assertThat(after.loss()).isNull();
    }

    @Test
    void neverMergesEntriesThatAReaderHasGot() {
        LogReader<List<String>> reader = open(log, LogPosition.START);
        for (int i = 1; i <= 10; i++) {
            log.append(entry(i, "a"));
            assertThat(reader.poll().number()).isEqualTo(i - 1);
        }
        reader.close();
        LogReader<List<String>> after = open(log, LogPosition.START);
        assertThat(after.poll().number()).isEqualTo(6);
        assertThat(after.loss()).isEqualTo(new Loss(gap(START, second(6), 60), 0));
        assertThat(after.poll().number()).isEqualTo(7);
    }

    @Test
    void dropsWhatItCannotMerge() {
        CaptureLog<List<String>> plain = log(memory, Merger.none());
        for (int i = 1; i <= 10; i++) {
            plain.append(entry(i, "a"));
        }
        LogReader<List<String>> reader = open(plain, LogPosition.START);
        assertThat(reader.poll().number()).isEqualTo(6);
        assertThat(reader.loss().gap().drops()).isEqualTo(60);
    }

    @Test
    void keepsTheNewestEntryHoweverLargeItIs() {
        log.append(entry(1, "a"));
        log.append(entry(2, "1", "2", "3", "4", "5", "6", "7", "8", "9"));
        LogReader<List<String>> reader = open(log, LogPosition.START);
        assertThat(reader.poll().payload()).hasSize(9);
        assertThat(reader.loss().gap().drops()).isEqualTo(10);
        assertThat(reader.poll()).isNull();
    }

    @Test
    void keepsGapsOfTheInterfaceThatDroppedEntriesReported() {
        CaptureGap down = new CaptureGap(SEEN_BY, START, second(1), 0, Cause.INTERFACE_DOWN);
        CaptureGap full = new CaptureGap(SEEN_BY, START, second(1), 5, Cause.DROPS);
        var first = entry(1, "word 1");
        first.report().gaps.addAll(List.of(down, full));
        log.append(first);
        for (int i = 2; i <= 10; i++) {
            log.append(entry(i, "word " + i));
        }
        assertThat(open(log, LogPosition.START).poll().report().gaps).containsExactly(down);
    }

    @Test
    void newLogIsAGapFromThePositionOfTheOldOne() {
        log.start(second(3));
        log.append(entry(5, "a"));
        LogReader<List<String>> reader =
                open(log, new LogPosition(log.id() - 1, 20, 2_000, 3, second(-10)));
        reader.poll();
        assertThat(reader.loss()).isEqualTo(new Loss(gap(second(-10), second(3), 0), 0));
        log.append(entry(6, "b"));
        reader.poll();
        assertThat(reader.loss()).isNull();
    }

    @Test
    void positionThatIsNotInTheLogIsTreatedLikeThatOfAnother() {
        log.append(entry(1, "a"));
        for (LogPosition impossible :
                List.of(
                        new LogPosition(log.id(), 2, 10, 0, second(-9)),
                        new LogPosition(log.id(), 1, 11, 0, second(-9)),
                        new LogPosition(log.id(), 0, 1, 0, second(-9)),
                        new LogPosition(log.id(), -1, 0, 0, second(-9)))) {
            LogReader<List<String>> reader = open(log, impossible);
            assertThat(reader.poll().payload()).containsExactly("a");
            assertThat(reader.loss()).isEqualTo(new Loss(gap(second(-9), START, 0), 0));
        }
    }

    @Test
    void newReaderOfATrimmedLogLearnsWhatItMisses() {
        log.start(second(1));
        LogReader<List<String>> before = open(log, LogPosition.START);
        log.append(entry(2, 20, 1, "a"));
        log.append(entry(3, 30, 2, "b"));
        before.poll();
        before.trim(before.position());
        LogReader<List<String>> after = open(log, LogPosition.START);
        assertThat(after.poll().payload()).containsExactly("b");
        assertThat(after.loss()).isEqualTo(new Loss(gap(second(1), second(2), 21), 1));
    }

    @Test
    void trimmedMarksWithoutPacketsAreNoLoss() {
        LogReader<List<String>> before = open(log, LogPosition.START);
        log.append(entry(1));
        before.poll();
        before.trim(before.position());
        log.append(entry(2, "a"));
        LogReader<List<String>> after = open(log, LogPosition.START);
        assertThat(after.poll().number()).isEqualTo(1);
        assertThat(after.loss()).isNull();
    }

    @Test
    void busyLogUsesTheMemoryThatOthersLeave() {
        LogMemory shared = new LogMemory(20L * WORD_BYTES);
        CaptureLog<List<String>> idle = log(shared);
        CaptureLog<List<String>> busy = log(shared);
        idle.append(entry(1, "x"));
        for (int i = 1; i <= 16; i++) {
            busy.append(entry(i, "word " + i));
        }
        assertThat(open(busy, LogPosition.START).status().entries()).isEqualTo(16);
        // The idle log may now take its half, for which the busy one makes room.
        for (int i = 2; i <= 8; i++) {
            idle.append(entry(i, "word " + i));
        }
        busy.append(entry(17, "word 17"));
        assertThat(open(idle, LogPosition.START).status().entries()).isEqualTo(8);
        assertThat(open(busy, LogPosition.START).status().entries()).isBetween(9L, 12L);
        busy.close();
        idle.close();
        assertThat(shared.exceededBy(Long.MAX_VALUE)).isFalse();
    }
}
