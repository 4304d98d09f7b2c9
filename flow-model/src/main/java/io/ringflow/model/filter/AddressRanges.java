package io.ringflow.model.filter;

import io.ringflow.model.IpAddress;
import io.ringflow.model.filter.Intervals.Interval;
import java.util.Collection;
import java.util.List;

/**
 * Sorted, disjoint, inclusive ranges of addresses as unsigned 128-bit numbers, no two of which
 * touch: equal sets are equal objects. IPv4 addresses are mapped ones. Immutable.
 */
public final class AddressRanges {

    /** No address at all. */
    public static final AddressRanges NONE = new AddressRanges(List.of());

    private final List<Interval<IpAddress>> intervals;

    private AddressRanges(List<Interval<IpAddress>> merged) {
        intervals = merged;
    }

    /**
     * The addresses from one to another.
     *
     * @throws IllegalArgumentException when the first is larger than the second
     */
    public static AddressRanges between(IpAddress from, IpAddress to) {
        return new AddressRanges(List.of(new Interval<>(from, to)));
    }

    /**
     * The addresses whose first bits are those of an address.
     *
     * @param bits 0 to 128; a prefix of n bits of IPv4 is one of 96 + n bits
     */
    public static AddressRanges prefix(IpAddress address, int bits) {
        long high = bits <= 0 ? 0 : bits >= 64 ? -1 : -1L << (64 - bits);
        long low = bits <= 64 ? 0 : bits >= 128 ? -1 : -1L << (128 - bits);
        return between(
                new IpAddress(address.high() & high, address.low() & low),
                new IpAddress(address.high() | ~high, address.low() | ~low));
    }

    /** The addresses that are in any of several ranges. */
    public static AddressRanges union(Collection<AddressRanges> parts) {
        return new AddressRanges(
                Intervals.merged(
                        parts.stream().flatMap(each -> each.intervals.stream()).toList(),
                        AddressRanges::next));
    }

    private static IpAddress next(IpAddress address) {
        if (address.low() != -1) {
            return new IpAddress(address.high(), address.low() + 1);
        }
        return address.high() == -1 ? address : new IpAddress(address.high() + 1, 0);
    }

    /** Whether an address is in one of the ranges. */
    public boolean contains(IpAddress address) {
        return contains(address.high(), address.low());
    }

    /** Whether the address with these bits is in one of the ranges. */
    public boolean contains(long high, long low) {
        int first = 0;
        int behind = intervals.size();
        while (first < behind) {
            int middle = (first + behind) >>> 1;
            if (compare(intervals.get(middle).to(), high, low) < 0) {
                first = middle + 1;
            } else {
                behind = middle;
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
        return intervals.stream().map(each -> each.from() + "-" + each.to()).toList().toString();
    }
}
