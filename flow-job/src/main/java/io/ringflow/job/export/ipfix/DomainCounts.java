package io.ringflow.job.export.ipfix;

import java.nio.ByteBuffer;

/**
 * What was exported of one observation domain since the export exists, over restarts of the job.
 * Not thread-safe.
 */
final class DomainCounts {

    /** Length when serialized. */
    static final int BYTES = 4 * Long.BYTES;

    /** The sequence number of the next message. */
    long sequence;

    /** Messages sent. */
    long messages;

    /** Data records of flows sent. */
    long flowRecords;

    /** Bytes of messages sent. */
    long octets;

    void write(ByteBuffer out) {
        out.putLong(sequence).putLong(messages).putLong(flowRecords).putLong(octets);
    }

    static DomainCounts read(ByteBuffer in) {
        DomainCounts counts = new DomainCounts();
        counts.sequence = in.getLong();
        counts.messages = in.getLong();
        counts.flowRecords = in.getLong();
        counts.octets = in.getLong();
        return counts;
    }
}
