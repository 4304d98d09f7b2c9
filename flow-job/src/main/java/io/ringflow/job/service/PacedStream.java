package io.ringflow.job.service;

import io.grpc.stub.ServerCallStreamObserver;
import io.ringflow.model.state.StateException;
import java.time.Duration;

/**
 * Sends messages as fast as their reader takes them: at most one waits beyond what gRPC's flow
 * control lets out. One thread sends; gRPC's threads tell when there is room.
 */
final class PacedStream<T> {

    private final ServerCallStreamObserver<T> call;
    private final Object room = new Object();

    /** A stream; to be made while the call's method runs, as gRPC demands. */
    PacedStream(ServerCallStreamObserver<T> call) {
        this.call = call;
        call.setOnReadyHandler(
                () -> {
                    synchronized (room) {
                        room.notifyAll();
                    }
                });
    }

    /**
     * Sends a message once there is room.
     *
     * @throws StateException where the reader lets the stream wait for longer than a time
     * @throws InterruptedException where the client has gone
     */
    void send(T message, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (room) {
            while (!call.isReady()) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    throw new StateException(
                            StateException.Reason.TIMEOUT,
                            "the reader took nothing for " + patience.toSeconds() + " s");
                }
                room.wait(left / 1_000_000 + 1);
            }
        }
        call.onNext(message);
    }
}
