package io.ringflow.job.query;

import io.ringflow.job.table.FlowReader;
import io.ringflow.model.Flow;
import io.ringflow.model.FlowEvent;

/**
 * A flow that may belong to an answer: what it is ordered by, and where it lies. First that is its
 * shard's table; those still wanted when the shard's lock is given back are copied.
 */
final class Candidate {

    boolean absent;
    long high;
    long low;
    String text;
    int keyHash;
    long sequence;

    /** Head row, in the table or among the copies. */
    int row;

    /** Reads the copy; null while the flow lies in the table. */
    FlowReader copies;

    Flow flow() {
        return copies.read(row, FlowEvent.NONE);
    }
}
