package io.ringflow.model.filter.print;

import io.ringflow.model.IpAddress;
import io.ringflow.model.filter.condition.AddressRanges;
import io.ringflow.model.filter.print.ConditionText.Test;
import java.util.ArrayList;
import java.util.List;

/** Writes ranges of addresses, as prefixes if possible. */
final class AddressRangeText {

    private static final int BITS_BEFORE_V4 = 96;

    private AddressRangeText() {}

    static Test of(AddressRanges ranges) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < ranges.size(); i++) {
            IpAddress from = ranges.from(i);
            if (isAroundV4(ranges, i)) {
                i++;
            }
            texts.add(range(from, ranges.to(i)));
        }
        return new Test("=", texts);
    }

    /** Returns true if the next range continues this IPv6 range on the other side of IPv4. */
    private static boolean isAroundV4(AddressRanges ranges, int i) {
        return i + 1 < ranges.size()
                && ranges.to(i).equals(AddressRanges.LAST_BEFORE_V4)
                && ranges.from(i + 1).equals(AddressRanges.FIRST_AFTER_V4);
    }

    private static String range(IpAddress from, IpAddress to) {
        if (from.equals(to)) {
            return from.toString();
        }
        int bits = commonBits(from, to);
        AddressRanges prefix = AddressRanges.prefix(from, bits);
        if (!prefix.from(0).equals(from) || !prefix.to(prefix.size() - 1).equals(to)) {
            return from + "-" + to;
        }
        return from + "/" + bits;
    }

    private static int commonBits(IpAddress a, IpAddress b) {
        int high = Long.numberOfLeadingZeros(a.high() ^ b.high());
        int low = Long.numberOfLeadingZeros(a.wireLow() ^ b.wireLow());
        return high < Long.SIZE ? high : Long.SIZE + low - (a.isV4() ? BITS_BEFORE_V4 : 0);
    }
}
