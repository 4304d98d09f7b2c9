package io.ringflow.model.state;

import java.time.Duration;
import java.util.Optional;

/**
 * Changed flows as they come. One thread polls; any thread may close. What is not polled in time is
 * counted and left out, and never holds up the job.
 */
public interface Subscription extends AutoCloseable {

    /**
     * The next changes, oldest first.
     *
     * @param timeout how long to wait for them
     * @return nothing where none came in time, or after the close
     * @throws InterruptedException when the thread is interrupted while it waits
     */
    Optional<ChangedFlows> poll(Duration timeout) throws InterruptedException;

    /** Ends the subscription; may be called twice. */
    @Override
    void close();
}
