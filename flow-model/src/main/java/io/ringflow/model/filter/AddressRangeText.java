package io.ringflow.model.filter;

import io.ringflow.model.IpAddress;
import io.ringflow.model.filter.ConditionText.Test;
import java.util.stream.IntStream;

/** Writes ranges of addresses, as prefixes where they are one. */
final class AddressRangeText {

    private static final int V4_BITS = 96;

    private AddressRangeText() {}

    static Test of(AddressRanges ranges) {
        return new Test(
                "=",
                IntStream.range(0, ranges.size())
                        .mapToObj(i -> range(ranges.from(i), ranges.to(i)))
                        .toList());
    }

    private static String range(IpAddress from, IpAddress to) {
        if (from.equals(to)) {
            return from.toString();
        }
        int bits = commonBits(from, to);
        AddressRanges prefix = AddressRanges.prefix(from, bits);
        if (!prefix.from(0).equals(from) || !prefix.to(0).equals(to)) {
            return from + "-" + to;
        }
        return from + "/" + (from.isV4() ? bits - V4_BITS : bits);
    }

    private static int commonBits(IpAddress a, IpAddress b) {
        int high = Long.numberOfLeadingZeros(a.high() ^ b.high());
        return high < Long.SIZE ? high : Long.SIZE + Long.numberOfLeadingZeros(a.low() ^ b.low());
    }
}
