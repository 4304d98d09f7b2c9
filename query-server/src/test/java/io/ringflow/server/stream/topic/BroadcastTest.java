package io.ringflow.server.stream.topic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BroadcastTest {

    /** Notes what it gets, in words. */
    private static final class Noted implements TopicSubscriber {

        final BlockingQueue<String> notes = new LinkedBlockingQueue<>();

        @Override
        public void offer(SharedUpdate update, long deadlineNanos) {
            notes.add("update " + update.tail());
        }

        @Override
        public void miss(long count) {
            notes.add("missed " + count);
        }

        @Override
        public void fail(StreamException error) {
            notes.add("failed");
        }

        String next() throws InterruptedException {
            return notes.poll(1, TimeUnit.MINUTES);
        }
    }

    /** Fails in every way that a source can, then sends one update after the other. */
    private static final class Failing implements Broadcast.Source {

        private final AtomicInteger calls = new AtomicInteger();

        @Override
        public void next(Broadcast broadcast) throws InterruptedException {
            switch (calls.incrementAndGet()) {
                case 1 -> throw new IllegalStateException("unexpected");
                case 2 -> throw new AssertionError("unexpected");
                case 3 -> throw new NoClassDefFoundError("unexpected");
                default -> broadcast.sendNewest(new SharedUpdate("" + calls, 1));
            }
        }

        @Override
        public void close() {
            throw new IllegalStateException("can't be closed either");
        }
    }

    @Test
    void goesOnWhateverItsSourceThrows() throws Exception {
        Broadcast broadcast =
                new Broadcast(
                        new Topic.Totals(Duration.ofSeconds(1)),
                        new Failing(),
                        Duration.ofMillis(1));
        Noted subscriber = new Noted();
        broadcast.add(subscriber);
        broadcast.start();
        try {
            assertThat(subscriber.next()).isEqualTo("failed");
            assertThat(subscriber.next()).isEqualTo("missed 1");
            assertThat(subscriber.next()).isEqualTo("update 4");
        } finally {
            broadcast.end();
        }
    }
}
