package io.ringflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ringflow.job.query.LocalFlowState;
import io.ringflow.model.state.FlowState;
import io.ringflow.rpc.client.ClusterFlowState;
import io.ringflow.server.QueryServer;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Before JDK 24, a virtual thread that waits within a monitor keeps its carrier, and a few of them
 * stop all requests. So nothing on a request's way may wait there. Newer JDKs show no difference at
 * run time, hence the bytecode is examined.
 */
class RequestMonitorsTest {

    /** Packages whose code runs in threads that answer requests or write to WebSockets. */
    private static final Set<String> WAY =
            Set.of(
                    "io/ringflow/server/",
                    "io/ringflow/rpc/",
                    "io/ringflow/job/query/",
                    "io/ringflow/job/publish/",
                    "io/ringflow/job/track/");

    /** Methods of the JDK that wait, by owner and name. */
    private static final Set<String> WAITING =
            Set.of(
                    "java/lang/Object.wait",
                    "java/lang/Thread.sleep",
                    "java/lang/Thread.join",
                    "java/util/concurrent/BlockingQueue.put",
                    "java/util/concurrent/BlockingQueue.take",
                    "java/util/concurrent/ArrayBlockingQueue.put",
                    "java/util/concurrent/ArrayBlockingQueue.take",
                    "java/util/concurrent/LinkedBlockingQueue.put",
                    "java/util/concurrent/LinkedBlockingQueue.take",
                    "java/util/concurrent/CompletableFuture.get",
                    "java/util/concurrent/CompletableFuture.join",
                    "java/util/concurrent/Future.get",
                    "java/util/concurrent/CountDownLatch.await",
                    "java/util/concurrent/Semaphore.acquire",
                    "java/util/concurrent/Semaphore.tryAcquire",
                    "java/util/concurrent/locks/Condition.await",
                    "java/util/concurrent/locks/Condition.awaitNanos",
                    "java/util/concurrent/locks/Lock.lock",
                    "java/util/concurrent/locks/Lock.lockInterruptibly",
                    "java/util/concurrent/locks/ReentrantLock.lock",
                    "java/util/concurrent/locks/ReentrantLock.lockInterruptibly");

    private final Bytecode code =
            Bytecode.of(
                    List.of(
                            QueryServer.class,
                            ClusterFlowState.class,
                            LocalFlowState.class,
                            FlowState.class));

    @Test
    void nothingOnTheWayOfRequestsWaitsWithinMonitor() {
        Set<String> waiting = code.callersOf(WAITING);
        Set<String> found = new TreeSet<>();
        for (Bytecode.Method method : code.methods()) {
            if (WAY.stream().anyMatch(method.name()::startsWith)) {
                for (String call : method.callsInMonitor()) {
                    if (waiting.contains(call)) {
                        found.add(method.name() + " calls " + call);
                    }
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void monitorsAndWaitingMethodsAreRecognized() {
        Bytecode own = Bytecode.of(List.of(RequestMonitorsTest.class));
        Set<String> waiting = own.callersOf(WAITING);
        Set<String> found =
                own.methods().stream()
                        .filter(
                                method ->
                                        method.callsInMonitor().stream()
                                                .anyMatch(waiting::contains))
                        .map(Bytecode.Method::name)
                        .filter(name -> name.startsWith(Pinned.NAME))
                        .map(name -> name.substring(Pinned.NAME.length()))
                        .collect(Collectors.toSet());
        assertThat(found).containsExactlyInAnyOrder("block", "method");
    }

    /** Waits within monitors in two ways, and once outside. */
    static final class Pinned {

        static final String NAME = "io/ringflow/cli/RequestMonitorsTest$Pinned.";

        private final Object monitor = new Object();
        private int calls;

        void block(Thread other) throws InterruptedException {
            synchronized (monitor) {
                if (calls++ == 0) {
                    return;
                }
                pause(other);
            }
        }

        synchronized void method(Thread other) throws InterruptedException {
            pause(other);
        }

        void outside(Thread other) throws InterruptedException {
            synchronized (monitor) {
                calls++;
            }
            pause(other);
        }

        private static void pause(Thread other) throws InterruptedException {
            other.join();
        }
    }
}
