package io.ringflow.job.export.queue;

/**
 * Encoded records on their way to the task that delivers them.
 *
 * @param count number of records
 * @param bytes the records, which nobody changes
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record EncodedRecords(int count, byte[] bytes) {}
