package io.ringflow.model.filter.parse;

import io.ringflow.model.IpAddress;
import io.ringflow.model.filter.condition.AddressRanges;
import io.ringflow.model.filter.condition.FilterField;
import java.util.regex.Pattern;

/** Reads addresses, prefixes and ranges of addresses; host names are not looked up. */
final class AddressReader {

    private static final String TAKES =
            "addresses such as 10.0.0.1, prefixes such as 10.0.0.0/8 or 2001:db8::/32,"
                    + " and ranges such as 10.0.0.1-10.0.0.9";

    private static final Pattern BITS = Pattern.compile("[0-9]{1,3}");

    private AddressReader() {}

    /** The addresses of a value. */
    static AddressRanges ranges(FilterField field, Value value) {
        String text = value.text();
        int slash = text.indexOf('/');
        if (slash >= 0) {
            return prefix(field, text.substring(0, slash), text.substring(slash + 1), value);
        }
        int dash = text.indexOf('-');
        IpAddress from = address(field, dash < 0 ? text : text.substring(0, dash), value);
        IpAddress to = dash < 0 ? from : address(field, text.substring(dash + 1), value);
        if (from.isV4() != to.isV4()) {
            throw value.wrong(field, "ranges of either IPv4 or IPv6");
        }
        if (from.compareTo(to) > 0) {
            throw value.wrong(field, "ranges with the smaller address first");
        }
        return AddressRanges.between(from, to);
    }

    private static AddressRanges prefix(FilterField field, String base, String bits, Value value) {
        IpAddress address = address(field, base, value);
        int width = base.indexOf(':') < 0 ? 32 : 128;
        if (!BITS.matcher(bits).matches() || Integer.parseInt(bits) > width) {
            throw value.wrong(field, "prefixes of 0 to " + width + " bits after " + base);
        }
        return AddressRanges.prefix(address, Integer.parseInt(bits));
    }

    private static IpAddress address(FilterField field, String text, Value value) {
        try {
            return IpAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw value.wrong(field, TAKES);
        }
    }
}
