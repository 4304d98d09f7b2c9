package io.ringflow.model.filter.condition;

import io.ringflow.model.IpAddress;
import io.ringflow.model.filter.condition.Intervals.Interval;
import java.util.Collection;
import java.util.List;

/**
 * Sorted, disjoint, inclusive ranges of addresses as unsigned 128-bit numbers. A range has one
 * version of IP, and ranges of the same version never touch, so equal sets are equal objects.
 * Immutable.
 */
public final class AddressRanges {

    /** No address. */
    public static final AddressRanges NONE = new AddressRanges(List.of());

    /** The last IPv6 address before IPv4, which lies within IPv6; ranges never cross it. */
    public static final IpAddress LAST_BEFORE_V4 = IpAddress.v6(0, 0xffff_ffff_ffffL);

    /** The first IPv6 address after IPv4. */
    public static final IpAddress FIRST_AFTER_V4 = IpAddress.v6(0, 1L << 48);

    private static final IpAddress LAST_V4 = IpAddress.v4(-1);

    private final List<Interval<IpAddress>> intervals;

    private AddressRanges(List<Interval<IpAddress>> merged) {
        intervals = merged;
    }

    /**
     * The addresses from one to another of the same version, both included.
     *
     * @throws IllegalArgumentException if the first is larger than the second, or the versions
     *     differ
     */
    public static AddressRanges between(IpAddress from, IpAddress to) {
        if (from.isV4() != to.isV4()) {
            throw new IllegalArgumentException(from + " and " + to + " differ in version");
        }
        if (from.compareTo(LAST_BEFORE_V4) <= 0 && to.compareTo(FIRST_AFTER_V4) >= 0) {
            return new AddressRanges(
                    List.of(
                            new Interval<>(from, LAST_BEFORE_V4),
                            new Interval<>(FIRST_AFTER_V4, to)));
        }
        return new AddressRanges(List.of(new Interval<>(from, to)));
    }

    /**
     * The addresses of the same version that have the first bits of an address.
     *
     * @param bits 0 to 32 for IPv4, 0 to 128 for IPv6
     */
    public static AddressRanges prefix(IpAddress address, int bits) {
        if (address.isV4()) {
            int v4 = (int) address.low();
            int mask = bits <= 0 ? 0 : -1 << (32 - bits);
            return between(IpAddress.v4(v4 & mask), IpAddress.v4(v4 | ~mask));
        }
        long high = bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
        long low = bits <= 64 ? 0 : bits >= 128 ? -1 : -1L << (128 - bits);
        return between(
                IpAddress.v6(address.high() & high, address.wireLow() & low),
                IpAddress.v6(address.high() | ~high, address.wireLow() | ~low));
    }

    /** The addresses that are in any of several ranges. */
    public static AddressRanges union(Collection<AddressRanges> parts) {
        return new AddressRanges(
                Intervals.merged(
                        parts.stream().flatMap(part -> part.intervals.stream()).toList(),
                        AddressRanges::next));
    }

    private static IpAddress next(IpAddress address) {
        if (address.equals(LAST_BEFORE_V4) || address.equals(LAST_V4)) {
            return address;
        }
        if (address.low() != -1) {
            return new IpAddress(address.high(), address.low() + 1);
        }
        return address.high() == -1 ? address : new IpAddress(address.high() + 1, 0);
    }

    /** Returns true if an address is in one of the ranges. */
    public boolean contains(IpAddress address) {
        return contains(address.high(), address.low());
    }

    /** Returns true if the address with these bits is in one of the ranges. */
    public boolean contains(long high, long low) {
        int first = 0;
        int end = intervals.size();
        while (first < end) {
            int middle = (first + end) >>> 1;
            if (compare(intervals.get(middle).to(), high, low) < 0) {
                first = middle + 1;
            } else {
                end = middle;
            }
        }
        return first < intervals.size() && compare(intervals.get(first).from(), high, low) <= 0;
    }

    private static int compare(IpAddress address, long high, long low) {
        int byHigh = Long.compareUnsigned(address.high(), high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(address.low(), low);
    }

    /** The number of ranges. */
    public int size() {
        return intervals.size();
    }

    /** The smallest address of a range. */
    public IpAddress from(int range) {
        return intervals.get(range).from();
    }

    /** The largest address of a range. */
    public IpAddress to(int range) {
        return intervals.get(range).to();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AddressRanges ranges && intervals.equals(ranges.intervals);
    }

    @Override
    public int hashCode() {
        return intervals.hashCode();
    }

    @Override
    public String toString() {
        return intervals.stream().map(range -> range.from() + "-" + range.to()).toList().toString();
    }
}
