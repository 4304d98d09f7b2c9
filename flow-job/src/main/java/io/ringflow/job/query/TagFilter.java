package io.ringflow.job.query;

import io.ringflow.job.table.RowTag;
import io.ringflow.model.IpAddress;
import io.ringflow.model.filter.AddressRanges;
import io.ringflow.model.filter.Condition;
import io.ringflow.model.filter.NumberRanges;
import java.util.List;

/**
 * What a filter says about addresses, networks and ports, as a test of {@link RowTag}s: it lets
 * pass every flow that matches, and few others. Immutable.
 */
final class TagFilter {

    private static final int MOST_ADDRESSES = 8;
    private static final int PORTS = 1 << 16;

    /** Addresses as tags have them, one of which an end has; null for any. */
    private final int[] addresses;

    /** The bits in which an end is the same as each of the addresses. */
    private final int[] masks;

    /** Ports, one of which an end has, a bit each; null for any. */
    private final long[] ports;

    private TagFilter(int[][] addresses, long[] ports) {
        this.addresses = addresses == null ? null : addresses[0];
        this.masks = addresses == null ? null : addresses[1];
        this.ports = ports;
    }

    /** What a condition says that must hold; null where it says nothing of ends. */
    static TagFilter of(Condition condition) {
        List<Condition> all =
                condition instanceof Condition.All both ? both.conditions() : List.of(condition);
        int[][] addresses = null;
        long[] ports = null;
        for (Condition each : all) {
            if (each instanceof Condition.AddressIn in && addresses == null && ofEnds(in)) {
                addresses = addresses(in.ranges());
            } else if (each instanceof Condition.NumberIn in && ports == null && ofPorts(in)) {
                ports = bits(in.ranges());
            }
        }
        return addresses == null && ports == null ? null : new TagFilter(addresses, ports);
    }

    private static boolean ofEnds(Condition.AddressIn in) {
        return switch (in.field()) {
            case SRC_ADDR, DST_ADDR, ADDR -> true;
            default -> false;
        };
    }

    private static boolean ofPorts(Condition.NumberIn in) {
        return switch (in.field()) {
            case SRC_PORT, DST_PORT, PORT -> true;
            default -> false;
        };
    }

    /** The ranges' addresses and masks; null where they are many or go beyond a network. */
    private static int[][] addresses(AddressRanges ranges) {
        int count = ranges.size();
        if (count > MOST_ADDRESSES) {
            return null;
        }
        int[][] addresses = new int[2][count];
        for (int i = 0; i < count; i++) {
            IpAddress from = ranges.from(i);
            IpAddress to = ranges.to(i);
            boolean one = from.equals(to);
            if (!one && !RowTag.oneNetwork(from, to)) {
                return null;
            }
            addresses[0][i] = RowTag.address(from);
            addresses[1][i] = one ? 0xffff : RowTag.NETWORK;
        }
        return addresses;
    }

    private static long[] bits(NumberRanges ranges) {
        long[] bits = new long[PORTS / 64];
        for (int i = 0; i < ranges.size(); i++) {
            long to = Math.min(ranges.to(i), PORTS - 1);
            for (long port = Math.max(0, ranges.from(i)); port <= to; port++) {
                bits[(int) (port >>> 6)] |= 1L << port;
            }
        }
        return bits;
    }

    /** Which of 64 tags may be of flows that match, a bit each. */
    long select(long[] tags, int from) {
        long selected = 0;
        for (int i = 0; i < Long.SIZE; i++) {
            selected |= test(tags[from + i]) ? 1L << i : 0;
        }
        return selected;
    }

    private boolean test(long tag) {
        return (addresses == null || hasAddress((int) (tag >>> 32)))
                && (ports == null || has((int) tag >>> 16) || has((int) tag & 0xffff));
    }

    private boolean hasAddress(int ends) {
        for (int i = 0; i < addresses.length; i++) {
            if (((ends >>> 16 ^ addresses[i]) & masks[i]) == 0
                    || ((ends ^ addresses[i]) & masks[i]) == 0) {
                return true;
            }
        }
        return false;
    }

    private boolean has(int port) {
        return (ports[port >>> 6] >>> port & 1) != 0;
    }
}
