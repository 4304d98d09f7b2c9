package io.ringflow.server.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringflow.server.stream.OutgoingMessage.Close;
import io.ringflow.server.stream.OutgoingMessage.Text;
import io.ringflow.server.stream.OutgoingMessage.Update;
import io.ringflow.server.stream.topic.SharedUpdate;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final int MAX_SIZE = 200;

    private final Outbox outbox =
            new Outbox(
                    StreamLimits.builder().queuedMessages(2).queuedBytes(MAX_SIZE).build(),
                    new QueueMemory(1000 * MAX_SIZE));
    private final StreamMetrics metrics = new StreamMetrics(new SimpleMeterRegistry());
    private final Subscriber a = new Subscriber("a", "totals", outbox, metrics);
    private final Subscriber b = new Subscriber("b", "totals", outbox, metrics);

    private void offer(Subscriber subscriber, String tail) throws InterruptedException {
        subscriber.offer(new SharedUpdate(tail, 3), 0);
    }

    private String take() throws InterruptedException {
        Optional<OutgoingMessage> next = outbox.take(0);
        return switch (next.orElse(new Text("nothing"))) {
            case Text text -> text.json();
            case Update update -> update.head() + update.tail();
            case Close close -> "close " + close.code();
            default -> "other";
        };
    }

    private static String update(String id, String tail) {
        return "{\"type\":\"totals\",\"id\":\"" + id + "\"," + tail;
    }

    private static String gap(String id, long missed) {
        return "{\"type\":\"gap\",\"id\":\"" + id + "\",\"missed\":" + missed + "}";
    }

    @Test
    void sendsRepliesBeforeUpdates() throws InterruptedException {
        offer(a, "1}");
        outbox.reply(new Text("reply"));
        assertThat(take()).isEqualTo("reply");
        assertThat(take()).isEqualTo(update("a", "1}"));
        assertThat(take()).isEqualTo("nothing");
    }

    @Test
    void sendsGapBeforeTheNextUpdateThatFits() throws InterruptedException {
        offer(a, "1}");
        offer(b, "1}");
        offer(a, "2}");
        offer(a, "3}");
        assertThat(take()).isEqualTo(update("a", "1}"));
        offer(a, "4}");
        assertThat(take()).isEqualTo(update("b", "1}"));
        assertThat(take()).isEqualTo(gap("a", 6));
        assertThat(take()).isEqualTo(update("a", "4}"));
        assertThat(take()).isEqualTo("nothing");
    }

    @Test
    void sendsGapWhenThereIsNothingElse() throws InterruptedException {
        offer(a, "1}");
        a.miss(1);
        b.miss(2);
        assertThat(take()).isEqualTo(update("a", "1}"));
        assertThat(take()).isEqualTo(gap("a", 1));
        assertThat(take()).isEqualTo(gap("b", 2));
        assertThat(take()).isEqualTo("nothing");
    }

    @Test
    void boundsSizeButAcceptsOneUpdateOfAnySize() throws InterruptedException {
        offer(a, "x".repeat(MAX_SIZE));
        offer(b, "1}");
        assertThat(take()).hasSizeGreaterThan(MAX_SIZE);
        assertThat(take()).isEqualTo(gap("b", 3));
    }

    @Test
    void sendsNothingOfEndedSubscription() throws InterruptedException {
        offer(a, "1}");
        offer(b, "1}");
        a.end();
        offer(a, "2}");
        a.miss(1);
        assertThat(take()).isEqualTo(update("b", "1}"));
        assertThat(take()).isEqualTo("nothing");
        assertThat(outbox.queued()).isZero();
    }

    @Test
    void closesAfterRepliesAndDropsUpdates() throws InterruptedException {
        outbox.reply(new Text("reply"));
        offer(a, "1}");
        outbox.close(1001, "");
        outbox.close(1000, "");
        outbox.reply(new Text("late"));
        assertThat(take()).isEqualTo("reply");
        assertThat(take()).isEqualTo("close 1001");
    }
}
