package io.ringflow.model.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServiceLoopTest {

    private static final String NAME = "loop under test";

    private final AtomicInteger rounds = new AtomicInteger();
    private final Semaphore steps = new Semaphore(0);
    private final Semaphore done = new Semaphore(0);

    /** A loop whose second round fails, each round after a step. */
    private ServiceLoop failingOnce(Throwable failure) {
        return ServiceLoop.start(
                NAME,
                () -> {
                    steps.acquire();
                    done.release();
                    if (rounds.incrementAndGet() == 2) {
                        throwUnchecked(failure);
                    }
                });
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void throwUnchecked(Throwable failure) throws T {
        throw (T) failure;
    }

    private void step(int count) throws InterruptedException {
        steps.release(count);
        assertThat(done.tryAcquire(count, 1, TimeUnit.MINUTES)).isTrue();
    }

    @Test
    void goesOnAfterAnErrorAndCountsAndReportsIt() throws Exception {
        long before = ServiceLoop.failures();
        ServiceLoop loop = failingOnce(new NoClassDefFoundError("x"));
        try {
            step(1);
            assertThat(ServiceLoop.problems()).isEmpty();
            step(2);
            assertThat(ServiceLoop.failures()).isEqualTo(before + 1);
            assertThat(ServiceLoop.problems())
                    .containsExactly(
                            "the thread "
                                    + NAME
                                    + " had an error: java.lang.NoClassDefFoundError: x");
        } finally {
            loop.close();
        }
        assertThat(ServiceLoop.problems()).as("after it was closed").isEmpty();
    }

    @Test
    void reportsAThreadThatIsGone() throws Exception {
        Thread[] thread = new Thread[1];
        CountDownLatch started = new CountDownLatch(1);
        ServiceLoop loop =
                ServiceLoop.start(
                        NAME,
                        () -> {
                            thread[0] = Thread.currentThread();
                            started.countDown();
                            new CountDownLatch(1).await();
                        });
        try {
            assertThat(started.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(thread[0].isDaemon()).isTrue();
            assertThat(ServiceLoop.problems()).isEmpty();
            thread[0].interrupt(); // by somebody else
            assertThat(thread[0].join(Duration.ofMinutes(1))).isTrue();
            assertThat(ServiceLoop.problems()).containsExactly("the thread " + NAME + " has ended");
        } finally {
            loop.close();
        }
        assertThat(ServiceLoop.problems()).isEmpty();
    }

    @Test
    void finishesTheRoundIfItIsClosedWithPatience() throws Exception {
        AtomicInteger begun = new AtomicInteger();
        ServiceLoop loop =
                ServiceLoop.start(
                        NAME,
                        () -> {
                            begun.incrementAndGet();
                            done.release();
                            Thread.sleep(Duration.ofMillis(1));
                            rounds.incrementAndGet();
                        });
        assertThat(done.tryAcquire(1, TimeUnit.MINUTES)).isTrue();
        loop.closeAfterRound(Duration.ofMinutes(1));
        assertThat(rounds).as("rounds, none of which was interrupted").hasValue(begun.get());
    }

    @Test
    void endsAfterTheRoundThatClosesIt() throws Exception {
        CompletableFuture<ServiceLoop> itself = new CompletableFuture<>();
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        itself.complete(
                ServiceLoop.start(
                        NAME,
                        () -> {
                            itself.join().close();
                            rounds.incrementAndGet();
                            thread.complete(Thread.currentThread());
                        }));
        assertThat(thread.get(1, TimeUnit.MINUTES).join(Duration.ofMinutes(1))).isTrue();
        assertThat(rounds).hasValue(1);
        assertThat(ServiceLoop.problems()).isEmpty();
    }
}
