package io.ringflow.capture.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A capture thread that writes while readers come, save their position, fail and are replaced. */
@Timeout(120)
class LogStressTest extends LogFixture {

    private static final int ENTRIES = 20_000;
    private static final String[][] WORDS = {{"a"}, {"b"}, {"a", "b"}, {"c", "d", "e"}, {}};

    private final CaptureLog<List<String>> log = log(new LogMemory(50L * WORD_BYTES));

    /** Packets and drops before the entry that the reader should get next. */
    private long frames;

    private long drops;

    @Test
    void readersGetOrMissEachPacketOnce() throws Exception {
        CompletableFuture<Long> written = CompletableFuture.supplyAsync(this::write);
        Random random = new Random(1);
        LogPosition saved = LogPosition.START;
        LogReader<List<String>> reader = log.open(saved, () -> {});
        while (!reader.ended()) {
            LogEntry<List<String>> entry = reader.poll();
            if (entry == null) {
                Thread.onSpinWait();
            } else {
                check(reader, entry);
            }
            if (random.nextInt(40) == 0) {
                saved = reader.position();
                reader.trim(saved);
            }
            if (random.nextInt(200) == 0) {
                reader = log.open(saved, () -> {});
                frames = saved.frames();
                drops = saved.drops();
            }
        }
        assertThat(frames + drops).isEqualTo(written.get(30, TimeUnit.SECONDS));
        assertThat(reader.status().bytes()).isLessThanOrEqualTo(50L * WORD_BYTES);
    }

    private void check(LogReader<List<String>> reader, LogEntry<List<String>> entry) {
        if (reader.loss() != null) {
            frames += reader.loss().gap().drops() - reader.loss().drops();
            drops += reader.loss().drops();
        }
        assertThat(entry.framesBefore()).isEqualTo(frames);
        assertThat(entry.dropsBefore()).isEqualTo(drops);
        frames += entry.report().packets;
        drops += entry.report().drops;
        assertThat(reader.position().frames()).isEqualTo(frames);
    }

    private long write() {
        Random random = new Random(2);
        long sum = 0;
        for (int i = 0; i < ENTRIES; i++) {
            int packets = random.nextInt(100);
            int dropped = random.nextInt(3);
            log.append(entry(i, packets, dropped, WORDS[random.nextInt(WORDS.length)]));
            sum += packets + dropped;
        }
        log.end();
        return sum;
    }
}
