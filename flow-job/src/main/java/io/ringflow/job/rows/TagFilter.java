package io.ringflow.job.rows;

import io.ringflow.job.table.RowTag;
import io.ringflow.model.IpAddress;
import io.ringflow.model.filter.condition.AddressRanges;
import io.ringflow.model.filter.condition.Condition;
import io.ringflow.model.filter.condition.FilterField;
import io.ringflow.model.filter.condition.NumberRanges;
import java.util.List;

/**
 * The conditions of a filter on addresses, networks and ports as a test of {@link RowTag}s: it
 * selects every flow that matches, and few others. Immutable.
 */
final class TagFilter {

    private static final int MAX_ADDRESSES = 8;
    private static final int PORTS = 1 << 16;

    /** Addresses as in tags; an endpoint must have one of them. Null for any address. */
    private final int[] addresses;

    /** The bits of each address that the endpoint's address must have. */
    private final int[] masks;

    /** One bit for each port; an endpoint must have one of those set. Null for any port. */
    private final long[] ports;

    private TagFilter(int[][] addresses, long[] ports) {
        this.addresses = addresses == null ? null : addresses[0];
        this.masks = addresses == null ? null : addresses[1];
        this.ports = ports;
    }

    /** The test that follows from a condition; null if it does not restrict the endpoints. */
    static TagFilter of(Condition condition) {
        List<Condition> all =
                condition instanceof Condition.All and ? and.conditions() : List.of(condition);
        int[][] addresses = null;
        long[] ports = null;
        for (Condition required : all) {
            if (required instanceof Condition.AddressIn in
                    && addresses == null
                    && isOfEndpoint(in)) {
                addresses = addresses(in.ranges());
            } else if (required instanceof Condition.NumberIn in && ports == null && isOfPort(in)) {
                ports = bits(in.ranges());
            }
        }
        return addresses == null && ports == null ? null : new TagFilter(addresses, ports);
    }

    private static boolean isOfEndpoint(Condition.AddressIn in) {
        return FilterField.Several.ADDR.fields().containsAll(in.field().fields());
    }

    private static boolean isOfPort(Condition.NumberIn in) {
        return FilterField.Several.PORT.fields().containsAll(in.field().fields());
    }

    /** The addresses and masks of ranges; null if there are many, or one spans networks. */
    private static int[][] addresses(AddressRanges ranges) {
        int count = ranges.size();
        if (count > MAX_ADDRESSES) {
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

    /** Selects those of 64 tags whose flows may match, one bit each. */
    long select(long[] tags, int from) {
        long selected = 0;
        for (int i = 0; i < Long.SIZE; i++) {
            selected |= test(tags[from + i]) ? 1L << i : 0;
        }
        return selected;
    }

    private boolean test(long tag) {
        return (addresses == null || hasAddress((int) (tag >>> 32)))
                && (ports == null || hasPort((int) tag >>> 16) || hasPort((int) tag & 0xffff));
    }

    private boolean hasAddress(int both) {
        for (int i = 0; i < addresses.length; i++) {
            if (((both >>> 16 ^ addresses[i]) & masks[i]) == 0
                    || ((both ^ addresses[i]) & masks[i]) == 0) {
                return true;
            }
        }
        return false;
    }

    private boolean hasPort(int port) {
        return (ports[port >>> 6] >>> port & 1) != 0;
    }
}
