package io.ringflow.job.export;

/**
 * Encoded records of one export, in the order in which the job emitted them.
 *
 * @param number number of the chunk in its queue, one higher than that of the chunk before
 * @param records how many records it has
 * @param bytes the records, which nobody changes
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
public record Chunk(long number, int records, byte[] bytes) {}
