package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.*;

import io.ringflow.model.Protocols;

/**
 * A flow's ends in one {@code long}: what a query for addresses or ports looks at before it touches
 * the row. Tags lie side by side, so a million are read in a millisecond or two; unlike hash
 * indexes of the same fields they cost a new flow next to nothing and an ended one nothing at all.
 *
 * <pre>
 *  address of A, hashed (16) | address of B, hashed (16) | port of A (16) | port of B (16)
 * </pre>
 */
public final class RowTag {

    private RowTag() {}

    /** The tag of the flow in a row. */
    static long of(long[] page, int at) {
        long key = page[at + KEY];
        int protocol = protocol(key);
        boolean ports = protocol != Protocols.ICMP && protocol != Protocols.ICMP6;
        return (long) address(page[at + A_HIGH], page[at + A_LOW]) << 48
                | (long) address(page[at + B_HIGH], page[at + B_LOW]) << 32
                | (ports ? key >>> 32 : 0);
    }

    /** An address, hashed to 16 bits. */
    public static int address(long high, long low) {
        long mixed = (high * 31 + low) * 0x9e37_79b9_7f4a_7c15L;
        return (int) (mixed >>> 48);
    }
}
