package io.ringflow.job.rows;

import io.ringflow.job.table.RowReader;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;

/**
 * A flow that may be part of an answer: its sort key and its rows. At first these are in the
 * shard's table; if the flow is still wanted when the shard's lock is released, they are copied.
 */
public final class Candidate {

    /** True if the flow does not have the field that it is sorted by. */
    boolean absent;

    long high;
    long low;
    String text;
    int keyHash;
    long sequence;

    /** Head row, in the table or among the copies. */
    int row;

    /** Reads the copies; null while the flow is in the table. */
    RowReader copies;

    Candidate() {}

    /** The hash part of the flow id. */
    public int keyHash() {
        return keyHash;
    }

    /** The sequence part of the flow id. */
    public long sequence() {
        return sequence;
    }

    /** The flow as an object, from its copied rows. */
    public Flow flow() {
        return copies.read(row, FlowEvent.NONE);
    }
}
