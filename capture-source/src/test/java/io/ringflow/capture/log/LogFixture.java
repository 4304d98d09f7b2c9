package io.ringflow.capture.log;

import io.ringflow.capture.fold.CaptureFold.Closed;
import io.ringflow.capture.report.CaptureReport;
import io.ringflow.model.Observer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * A log whose payloads are lists of words. A word takes {@value #WORD_BYTES} bytes; equal words are
 * merged.
 */
class LogFixture implements LogOwner {

    static final Observer SEEN_BY = new Observer("here", "eth0");
    static final int WORD_BYTES = 10_000;
    static final long SECOND = 1_000_000_000L;
    static final long START = 1_700_000_000L * SECOND;

    int finishes;
    int departures;
    int arrivals;

    @Override
    public void finish() {
        finishes++;
    }

    @Override
    public void left() {
        departures++;
    }

    CaptureLog<List<String>> log(LogMemory memory) {
        return log(memory, LogFixture::merge);
    }

    CaptureLog<List<String>> log(LogMemory memory, Merger<List<String>> merger) {
        return new CaptureLog<>("here/eth0/0", SEEN_BY, START, memory, merger, this);
    }

    LogReader<List<String>> open(CaptureLog<List<String>> log, LogPosition position) {
        return log.open(position, () -> arrivals++);
    }

    static Merger.Merged<List<String>> merge(List<String> first, List<String> second) {
        TreeSet<String> both = new TreeSet<>(first);
        both.addAll(second);
        return new Merger.Merged<>(List.copyOf(both), (long) WORD_BYTES * both.size());
    }

    /** An entry of the second after the log's start with this number: 10 packets a word. */
    static Closed<List<String>> entry(int second, String... words) {
        return entry(second, 10L * words.length, 0, words);
    }

    static Closed<List<String>> entry(int second, long packets, long drops, String... words) {
        CaptureReport report = new CaptureReport(false);
        report.observer = SEEN_BY;
        report.packets = packets;
        report.drops = drops;
        report.newestNanos = START + second * SECOND;
        return words.length == 0
                ? new Closed<>(report, null, 0)
                : new Closed<>(report, List.of(words), (long) WORD_BYTES * words.length);
    }

    static <P> List<P> payloads(LogReader<P> reader) {
        List<P> all = new ArrayList<>();
        for (LogEntry<P> entry = reader.poll(); entry != null; entry = reader.poll()) {
            all.add(entry.payload());
        }
        return all;
    }
}
