package io.ringflow.job.table;

import io.ringflow.capture.Details;
import io.ringflow.job.local.FragmentLayout;
import io.ringflow.model.EndReason;
import io.ringflow.model.InitiatorRule;
import io.ringflow.model.Protocols;

/**
 * How a flow lies in a shard's table, in {@code long}s. A flow is a chain of rows, one for each
 * observer; its first row, the head, also holds what belongs to the flow as a whole. A flow with
 * details has them in rows of their own, see {@link DetailRows}.
 *
 * <pre>
 *  word  content
 *   0-5  key and hash, as in {@link FragmentLayout}
 *   6    id: the sequence half; head only
 *   7    packets of A
 *   8    packets of B
 *   9    IP bytes of A
 *  10    IP bytes of B
 *  11    time of the first packet of A; Long.MAX_VALUE without one
 *  12    time of the last packet of A; Long.MIN_VALUE without one
 *  13    time of the first packet of B
 *  14    time of the last packet of B
 *  15    sum of the squared packet sizes
 *  16    smallest packet (32) | largest packet (32)
 *  17    observer (16) | flow bits (10, head only) | DSCP (6) | ICMP code (8) | ICMP type (8)
 *        | TCP flags of B (8) | TCP flags of A (8)
 *  18    idle list: row before (32) | row behind (32); head only
 *  19    report list: row before (32) | row behind (32); head only
 *  20    time of the last packet from any observer, of late ones that of their bucket; head only
 *  21    when to report next, or when it was retained; head only
 *  22    next row of the chain (32, plus one; 0 is none) | unused (32)
 *  23    packets when last reported; head only
 * </pre>
 */
public final class FlowLayout {

    public static final int A_HIGH = FragmentLayout.A_HIGH;
    public static final int A_LOW = FragmentLayout.A_LOW;
    public static final int B_HIGH = FragmentLayout.B_HIGH;
    public static final int B_LOW = FragmentLayout.B_LOW;
    public static final int KEY = FragmentLayout.KEY;
    public static final int HASH = FragmentLayout.HASH;
    public static final int SEQUENCE = 6;
    public static final int PACKETS_A = 7;
    public static final int PACKETS_B = 8;
    public static final int BYTES_A = 9;
    public static final int BYTES_B = 10;
    public static final int FIRST_A = 11;
    public static final int LAST_A = 12;
    public static final int FIRST_B = 13;
    public static final int LAST_B = 14;
    public static final int SQUARES = 15;
    public static final int SIZES = 16;
    public static final int META = 17;
    public static final int IDLE_LINKS = 18;
    public static final int REPORT_LINKS = 19;
    public static final int LAST_ACTIVE = 20;
    public static final int DUE = 21;
    public static final int CHAIN = 22;
    public static final int REPORTED = 23;

    public static final int RETRANSMITS = 24;
    public static final int OUT_OF_ORDER = 25;
    public static final int ROUND_TRIP = 26;

    /** Words of a row. */
    public static final int WORDS = 27;

    /** The round-trip word of a row that has seen neither handshake nor payload. */
    public static final long NO_ROUND_TRIP = Details.NO_RTT << 2;

    /** Flow bit: the initiator is B. */
    public static final long INITIATOR_B = 1L << 38;

    /** Flow bit: the end was seen, the flow lingers. */
    public static final long CLOSING = 1L << 44;

    /** Flow bit: the flow's begin was reported. */
    public static final long BEGIN_REPORTED = 1L << 45;

    /** Flow bit: the flow is in the report list. */
    public static final long WATCHED = 1L << 46;

    private static final int RULE_SHIFT = 39;
    private static final int END_SHIFT = 41;
    private static final long RULE_MASK = 3L << RULE_SHIFT;
    private static final long END_MASK = 7L << END_SHIFT;

    /** What of a fragment's meta word a new row takes over: flags, ICMP and DSCP. */
    public static final long META_OF_FRAGMENT = (1L << 38) - 1;

    private FlowLayout() {}

    public static InitiatorRule rule(long meta) {
        return InitiatorRule.of((int) ((meta & RULE_MASK) >>> RULE_SHIFT));
    }

    public static long withRule(long meta, InitiatorRule rule, boolean initiatorB) {
        long cleared = meta & ~(RULE_MASK | INITIATOR_B);
        return cleared | (long) rule.ordinal() << RULE_SHIFT | (initiatorB ? INITIATOR_B : 0);
    }

    public static EndReason endReason(long meta) {
        return EndReason.of((int) ((meta & END_MASK) >>> END_SHIFT));
    }

    public static long withEnd(long meta, EndReason reason) {
        return (meta & ~END_MASK) | (long) reason.ordinal() << END_SHIFT;
    }

    /** The handshake round trip in nanoseconds, or {@link Details#NO_RTT}. */
    public static long rttNanos(long roundTrip) {
        return roundTrip >> 2;
    }

    public static int protocol(long key) {
        return (int) (key >>> 24) & 0xff;
    }

    /**
     * Whether a flow is one of ICMP messages of a known type. A fragment without its first one, or
     * a message that was cut off, has none; the key of any pair has at least one type that is not
     * 0.
     */
    public static boolean hasIcmpType(long key) {
        int protocol = protocol(key);
        return (protocol == Protocols.ICMP || protocol == Protocols.ICMP6) && key >>> 32 != 0;
    }
}
