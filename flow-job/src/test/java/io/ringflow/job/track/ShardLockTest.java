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
            lock.lock();
            Thread task = startTask(lock, folded);
            while (!lock.hasQueuedThread(task)) {
                Thread.onSpinWait();
            }
            lock.unlock();

            lock.lock();
            assertThat(folded).isTrue();
            lock.unlock();
            task.join();
        }
    }

    private static Thread startTask(ReentrantLock lock, AtomicBoolean folded) {
        return Thread.ofPlatform()
                .name("task")
                .start(
                        () -> {
                            lock.lock();
                            folded.set(true);
                            lock.unlock();
                        });
    }
}
