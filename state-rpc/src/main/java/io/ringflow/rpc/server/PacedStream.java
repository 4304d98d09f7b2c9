package io.ringflow.rpc.server;

import io.grpc.stub.ServerCallStreamObserver;
import io.ringflow.model.state.StateException;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends messages as fast as their reader takes them. At most one message waits in addition to those
 * that gRPC's flow control admits. One thread sends; gRPC's threads signal that the stream is
 * ready.
 */
final class PacedStream<T> {

    private final ServerCallStreamObserver<T> call;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition ready = lock.newCondition();

    /** Creates a stream. gRPC requires that this happens while the call's method runs. */
    PacedStream(ServerCallStreamObserver<T> call) {
        this.call = call;
        call.setOnReadyHandler(
                () -> {
                    lock.lock();
                    try {
                        ready.signalAll();
                    } finally {
                        lock.unlock();
                    }
                });
    }

    /**
     * Sends a message as soon as the stream is ready.
     *
     * @param patience how long to wait for the reader
     * @throws StateException if the reader has taken nothing for that time
     * @throws InterruptedException if the client has left
     */
    void send(T message, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        lock.lockInterruptibly();
        try {
            while (!call.isReady()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new StateException(
                            StateException.Reason.TIMEOUT,
                            "the reader took nothing for " + patience.toSeconds() + " s");
                }
                var unused = ready.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
        call.onNext(message);
    }
}
