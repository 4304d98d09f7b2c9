package io.ringflow.model.state;

import io.ringflow.model.state.answer.ChangedFlows;
import java.time.Duration;
import java.util.Optional;

/**
 * Changed flows as they arrive. One thread polls; any thread may close. Changes that are not polled
 * in time are dropped and counted; they never delay the job.
 */
public interface Subscription extends AutoCloseable {

    /**
     * The next changes, oldest first.
     *
     * @param timeout how long to wait for them
     * @return empty if none arrived in time, or after the close
     * @throws InterruptedException if the thread is interrupted while it waits
     */
    Optional<ChangedFlows> poll(Duration timeout) throws InterruptedException;

    /** Ends the subscription. Idempotent. */
    @Override
    void close();
}
