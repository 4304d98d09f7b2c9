package io.ringflow.server.api.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.ringflow.server.budget.AnswerMemory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class JsonCoalescerTest {

    private static final int CLIENTS = 20;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch firstBegan = new CountDownLatch(1);
    private final CountDownLatch firstMayEnd = new CountDownLatch(1);

    @AfterEach
    void stop() {
        firstMayEnd.countDown();
        threads.close();
    }

    /** Numbers its answers; the first answer to the query {@code slow} waits. */
    private JsonCoalescer numbered() {
        return new JsonCoalescer(
                new AnswerMemory(10_000_000, new SimpleMeterRegistry()),
                (query, json, memory) -> {
                    int number = made.incrementAndGet();
                    if (number == 1 && query.startsWith("slow")) {
                        firstBegan.countDown();
                        await(firstMayEnd);
                    }
                    if (query.equals("slow-and-wrong")) {
                        throw new IllegalStateException("answer " + number);
                    }
                    json.writeNumber(number);
                });
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String ask(JsonCoalescer shared, String question) {
        StringBuilder answer = new StringBuilder();
        shared.answer(question, bytes -> answer.append(new String(bytes, StandardCharsets.UTF_8)));
        return answer.toString();
    }

    /** Waits until all threads wait. */
    private List<Future<String>> ask(JsonCoalescer shared, String question, int clients)
            throws InterruptedException {
        List<Future<String>> answers = new ArrayList<>();
        List<Thread> asking = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            CountDownLatch known = new CountDownLatch(1);
            answers.add(
                    threads.submit(
                            () -> {
                                asking.add(Thread.currentThread());
                                known.countDown();
                                return ask(shared, question);
                            }));
            known.await();
        }
        for (Thread thread : asking) {
            while (thread.getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
        }
        return answers;
    }

    @Test
    void sharesOneAnswerAmongRequestsThatWait() throws Exception {
        JsonCoalescer shared = numbered();
        Future<String> first = threads.submit(() -> ask(shared, "slow"));
        firstBegan.await();

        List<Future<String>> others = ask(shared, "slow", CLIENTS);
        firstMayEnd.countDown();

        assertThat(first.get()).isEqualTo("1");
        for (Future<String> other : others) {
            assertThat(other.get()).as("an answer started after the question").isEqualTo("2");
        }
        assertThat(ask(shared, "slow")).as("nobody else asks now").isEqualTo("3");
    }

    @Test
    void doesNotDelayOtherQueries() throws Exception {
        JsonCoalescer shared = numbered();
        Future<String> first = threads.submit(() -> ask(shared, "slow"));
        firstBegan.await();

        assertThat(ask(shared, "other")).isEqualTo("2");

        firstMayEnd.countDown();
        assertThat(first.get()).isEqualTo("1");
    }

    @Test
    void reportsAFailureOnlyToThoseWhoShareIt() throws Exception {
        JsonCoalescer shared = numbered();
        Future<String> first = threads.submit(() -> ask(shared, "slow-and-wrong"));
        firstBegan.await();

        List<Future<String>> others = ask(shared, "slow-and-wrong", CLIENTS);
        firstMayEnd.countDown();

        assertThatThrownBy(first::get).hasRootCauseMessage("answer 1");
        for (Future<String> other : others) {
            assertThatThrownBy(other::get)
                    .hasCauseInstanceOf(IllegalStateException.class)
                    .hasRootCauseMessage("answer 2");
        }
        assertThatThrownBy(() -> ask(shared, "slow-and-wrong")).hasMessage("answer 3");
    }
}
