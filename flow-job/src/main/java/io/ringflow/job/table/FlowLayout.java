package io.ringflow.job.table;

import io.ringflow.capture.fragment.FragmentLayout;

/**
 * The layout of a flow in the {@code long}s of a shard's table. A flow is a chain of rows, one for
 * each observer; its first row, the head, also holds what belongs to the flow as a whole. Read and
 * written by {@link FlowRow} alone.
 *
 * <pre>
 *  word  content (width in bits, most significant first)
 *  0-5   key and hash, as in {@link FragmentLayout}, without the late bit
 *   6    sequence part of the flow id                                                    (head)
 *  7-16  counters of the row's observer: {@link ObserverCounters}
 *  17    observer (16) | continued (1) | in report list (1) | start reported (1) | closing (1)
 *        | end reason (3) | initiator rule (2) | initiator is B (1) | DSCP (6)
 *        | ICMP code (8) | ICMP type (8) | TCP flags of B (8) | TCP flags of A (8);
 *        TCP has in place of ICMP code and type what {@link FragmentLayout} has there
 *  18    idle list or retained list: previous row (32) | next row (32)                   (head)
 *  19    report list: previous row (32) | next row (32)                                  (head)
 *  20    event time of the last packet of any observer; a late one counts as its bucket  (head)
 *  21    open flow: next report is due; ended flow: retained until                       (head)
 *  22    next row of the chain, plus one (32) | first row of the details, plus one (32, head)
 *  23    zero windows (32) | low half of the packets when last reported (32, head)
 * 24-26  further counters of the observer: {@link ObserverCounters}
 * </pre>
 *
 * <p>Of the flow bits in word 17, only the head's are used; the other rows of a chain are marked as
 * reported. Times are nanoseconds since the epoch. Endpoint A is the smaller one, as in {@link
 * FragmentLayout}. Details are in rows of their own, see {@link DetailRows}.
 */
final class FlowLayout {

    /** Words of a row. */
    static final int WORDS = ObserverCounters.END;

    static final int A_HIGH = FragmentLayout.A_HIGH;
    static final int A_LOW = FragmentLayout.A_LOW;
    static final int B_HIGH = FragmentLayout.B_HIGH;
    static final int B_LOW = FragmentLayout.B_LOW;
    static final int KEY = FragmentLayout.KEY;
    static final int HASH = FragmentLayout.HASH;
    static final int KEY_WORDS = HASH + 1;
    static final int SEQUENCE = 6;
    static final int META = 17;
    static final int IDLE_LINKS = 18;
    static final int REPORT_LINKS = 19;
    static final int LAST_ACTIVE = 20;
    static final int DUE = 21;
    static final int CHAIN = 22;

    static final long INITIATOR_B = 1L << 38;
    static final int RULE_SHIFT = 39;
    static final int END_SHIFT = 41;
    static final long RULE_MASK = 3L << RULE_SHIFT;
    static final long END_MASK = 7L << END_SHIFT;
    static final long CLOSING = 1L << 44;
    static final long START_REPORTED = 1L << 45;
    static final long WATCHED = 1L << 46;

    static final long CONTINUED = 1L << 47;

    static final long TCP_FLAGS = 0xffff;

    /** What a new row takes over from a fragment's meta word: ICMP type and code, and DSCP. */
    static final long META_OF_FRAGMENT = ((1L << 38) - 1) & ~TCP_FLAGS;

    private FlowLayout() {}
}
