package io.ringflow.job.track;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ShardLockTest {

    private static final int QUERIES = 1000;

    /** An unfair lock would usually be taken again before the waiting task wakes up. */
    @Test
    @Timeout(60)
    void letsWaitingTaskInBeforeTheNextQuery() throws InterruptedException {
        ReentrantLock lock = new FlowShard().lock();
        for (int query = 0; query < QUERIES; query++) {
            AtomicBoolean folded = new AtomicBoolean();
            Thread task;
            lock.lock();
            try {
                task = startTask(lock, folded);
                while (!lock.hasQueuedThread(task)) {
                    Thread.onSpinWait();
                }
            } finally {
                lock.unlock();
            }

            lock.lock();
            try {
                assertThat(folded).isTrue();
            } finally {
                lock.unlock();
            }
            task.join();
        }
    }

    private static Thread startTask(ReentrantLock lock, AtomicBoolean folded) {
        return Thread.ofPlatform()
                .name("task")
                .start(
                        () -> {
                            lock.lock();
                            try {
                                folded.set(true);
                            } finally {
                                lock.unlock();
                            }
                        });
    }
}
