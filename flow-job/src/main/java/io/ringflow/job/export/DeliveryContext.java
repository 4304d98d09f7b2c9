package io.ringflow.job.export;

/**
 * Who delivers, and from where it goes on.
 *
 * @param export the export's name
 * @param job the job's id
 * @param host the host on which the task runs
 * @param queue identity of the queue: it stays the same when the job is restored
 * @param restored true if the queue goes on from a checkpoint or savepoint
 * @param live true if the capture can't be read again
 * @param position what {@link Delivery#position()} returned last; {@link Delivery#NO_POSITION} if
 *     nothing was delivered yet
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record DeliveryContext(
        String export,
        String job,
        String host,
        String queue,
        boolean restored,
        boolean live,
        byte[] position) {}
