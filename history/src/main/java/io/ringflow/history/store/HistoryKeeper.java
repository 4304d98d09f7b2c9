package io.ringflow.history.store;

import io.ringflow.model.thread.ServiceLoop;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that keeps a history in order, once a minute; one of all processes at a time. */
final class HistoryKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryKeeper.class);
    private static final Duration INTERVAL = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final HistoryCare care;
    private final HistoryGaps gaps;
    private final CountDownLatch closing = new CountDownLatch(1);
    private ServiceLoop loop;
    private boolean failing;

    HistoryKeeper(HistoryCare care, HistoryGaps gaps) {
        this.care = care;
        this.gaps = gaps;
    }

    void start() {
        loop = ServiceLoop.start("ringflow-history", this::keep);
    }

    private void keep() throws InterruptedException {
        if (!closing.await(INTERVAL.toSeconds(), TimeUnit.SECONDS)) {
            locked(() -> care.round(Instant.now()));
        }
        locked(() -> gaps.keep(Instant.now()));
    }

    /** Something that one process at a time does. */
    @FunctionalInterface
    private interface Chore {
        void run() throws IOException;
    }

    private void locked(Chore chore) {
        Path lockFile = care.hidden().resolve("keeper.lock");
        try {
            Files.createDirectories(lockFile.getParent());
            try (FileChannel channel =
                            FileChannel.open(
                                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    chore.run();
                    failing = false;
                }
            } catch (OverlappingFileLockException e) {
                // Another job of this process keeps it.
            }
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                LOG.warn("history: its files can't be kept in order: {}", e.getMessage());
            }
            failing = true;
        }
    }

    @Override
    public void close() throws IOException {
        closing.countDown();
        if (loop != null) {
            loop.closeAfterRound(PATIENCE);
        }
    }
}
