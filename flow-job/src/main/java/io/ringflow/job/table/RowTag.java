package io.ringflow.job.table;

import static io.ringflow.job.table.FlowLayout.*;

import io.ringflow.model.IpAddress;
import io.ringflow.model.Protocols;

/**
 * A flow's ends in one {@code long}: what a query for addresses or ports looks at before it touches
 * the row. Tags lie side by side, so a million are read in a millisecond or two; unlike hash
 * indexes of the same fields they cost a new flow next to nothing and an ended one nothing at all.
 *
 * <pre>
 *  address of A (16) | address of B (16) | port of A (16) | port of B (16)
 * </pre>
 *
 * <p>An address is two hashes: 6 bits of its network (the first 16 bits of IPv4, the first 48 of
 * IPv6) and 10 bits that tell its hosts apart, so that prefixes longer than that select as well.
 */
public final class RowTag {

    /** The bits of an address that only tell its network. */
    public static final int NETWORK = 0xfc00;

    private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

    private RowTag() {}

    /** The tag of the flow in a row. */
    public static long of(long[] page, int at) {
        long key = page[at + KEY];
        int protocol = protocol(key);
        boolean ports = protocol != Protocols.ICMP && protocol != Protocols.ICMP6;
        return (long) address(page[at + A_HIGH], page[at + A_LOW]) << 48
                | (long) address(page[at + B_HIGH], page[at + B_LOW]) << 32
                | (ports ? key >>> 32 : 0);
    }

    /** What the tag has of an address: 16 bits. */
    public static int address(IpAddress address) {
        return address(address.high(), address.low());
    }

    private static int address(long high, long low) {
        long network = (isV4(high, low) ? low >>> 16 : high >>> 16) * MIX;
        long host = (high << 48 ^ low) * MIX;
        return (int) (network >>> 58 << 10 | host >>> 54);
    }

    private static boolean isV4(long high, long low) {
        return high == 0 && low >>> 32 == 0xffff;
    }

    /** Whether all addresses from one to another are of one network. */
    public static boolean oneNetwork(IpAddress from, IpAddress to) {
        if (from.isV4() || to.isV4()) {
            return from.isV4() && to.isV4() && from.low() >>> 16 == to.low() >>> 16;
        }
        // IPv4 lies within the first network of IPv6.
        return from.high() >>> 16 == to.high() >>> 16 && from.high() >>> 16 != 0;
    }
}
