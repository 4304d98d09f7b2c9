package io.ringflow.history.query;

import io.ringflow.model.IpAddress;
import io.ringflow.model.filter.condition.AddressRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Ranges of addresses as SQL over a column of addresses in the form of RFC 5952. A prefix that ends
 * between two numbers of the text is a test of the start of the text, which prunes files; any other
 * range also compares a {@linkplain #key key} of fixed length.
 */
final class AddressSql {

    /** Expands texts, which the reader defines once. */
    static final List<String> MACROS =
            List.of(
                    """
                    CREATE MACRO rf_groups(t) AS list_aggregate(list_transform(
                        string_split(t, ':'), lambda g: lpad(g, 4, '0')), 'string_agg', '')""",
                    """
                    CREATE MACRO rf_octets(t) AS printf('%02x%02x%02x%02x',
                        try_cast(split_part(t, '.', 1) AS INTEGER),
                        try_cast(split_part(t, '.', 2) AS INTEGER),
                        try_cast(split_part(t, '.', 3) AS INTEGER),
                        try_cast(split_part(t, '.', 4) AS INTEGER))""",
                    """
                    CREATE MACRO rf_before(t) AS CASE WHEN starts_with(t, '::') THEN ''
                        ELSE rf_groups(split_part(t, '::', 1)) END""",
                    """
                    CREATE MACRO rf_after(t) AS CASE WHEN ends_with(t, '::') THEN ''
                        ELSE rf_groups(split_part(t, '::', 2)) END""",
                    """
                    CREATE MACRO rf_address(t) AS CASE
                        WHEN NOT contains(t, ':') THEN '00000000000000000000ffff' || rf_octets(t)
                        WHEN contains(t, '.')
                            THEN '00000000000000000000fffe' || rf_octets(substring(t, 8))
                        WHEN NOT contains(t, '::') THEN rf_groups(t)
                        ELSE rpad(rf_before(t),
                            CAST(32 - length(rf_after(t)) AS INTEGER), '0') || rf_after(t) END""");

    private static final IpAddress FIRST_V4 = IpAddress.v4(0);
    private static final IpAddress LAST_V4 = IpAddress.v4(-1);
    private static final IpAddress LAST_V6 = new IpAddress(-1, -1);

    private AddressSql() {}

    /** An expression that sorts like the addresses of a column: 32 hexadecimal digits. */
    static String key(String column) {
        return "rf_address(" + column + ')';
    }

    private static String key(IpAddress address) {
        return String.format("'%016x%016x'", address.high(), address.low());
    }

    /** Which addresses of a column are in one of several ranges; null if the column is. */
    static String in(String column, AddressRanges ranges) {
        List<String> exact = new ArrayList<>();
        List<String> tests = new ArrayList<>();
        boolean allV6 =
                has(ranges, IpAddress.ANY, AddressRanges.LAST_BEFORE_V4)
                        && has(ranges, AddressRanges.FIRST_AFTER_V4, LAST_V6);
        if (allV6) {
            tests.add("contains(" + column + ", ':')");
        }
        for (int i = 0; i < ranges.size(); i++) {
            IpAddress from = ranges.from(i);
            IpAddress to = ranges.to(i);
            if (from.equals(to)) {
                exact.add(SqlText.text(from.toString()));
            } else if (from.isV4()) {
                tests.add(v4(column, from, to));
            } else if (!allV6) {
                tests.add(v6(column, from, to));
            }
        }
        if (!exact.isEmpty()) {
            tests.add(column + " IN " + SqlText.list(exact));
        }
        return '(' + String.join(" OR ", tests) + ')';
    }

    private static boolean has(AddressRanges ranges, IpAddress from, IpAddress to) {
        return IntStream.range(0, ranges.size())
                .anyMatch(i -> ranges.from(i).equals(from) && ranges.to(i).equals(to));
    }

    private static String v4(String column, IpAddress from, IpAddress to) {
        if (from.equals(FIRST_V4) && to.equals(LAST_V4)) {
            return "NOT contains(" + column + ", ':')";
        }
        int first = (int) from.low();
        int last = (int) to.low();
        int octets = Integer.numberOfLeadingZeros(first ^ last) / 8;
        String shared = "";
        for (int i = 0; i < octets; i++) {
            shared += (first >>> (24 - 8 * i) & 0xff) + ".";
        }
        int rest = -1 >>> (8 * octets);
        boolean whole = (first & rest) == 0 && (last & rest) == rest;
        String start =
                shared.isEmpty() ? "NOT contains(" + column + ", ':')" : startsWith(column, shared);
        return whole ? start : '(' + start + " AND " + between(column, from, to) + ')';
    }

    private static String v6(String column, IpAddress from, IpAddress to) {
        // A text starts with the groups of its address only up to the first group of zeros.
        String shared = "";
        int groups = 0;
        while (groups < 7 && group(from, groups) != 0 && group(from, groups) == group(to, groups)) {
            shared += Integer.toHexString(group(from, groups)) + ':';
            groups++;
        }
        if (shared.isEmpty()) {
            return "(contains(" + column + ", ':') AND " + between(column, from, to) + ')';
        }
        boolean whole = true;
        for (int i = groups; i < 8; i++) {
            whole &= group(from, i) == 0 && group(to, i) == 0xffff;
        }
        String start = startsWith(column, shared);
        return whole ? start : '(' + start + " AND " + between(column, from, to) + ')';
    }

    private static int group(IpAddress address, int index) {
        long half = index < 4 ? address.high() : address.low();
        return (int) (half >>> (48 - 16 * (index & 3))) & 0xffff;
    }

    private static String startsWith(String column, String start) {
        return column + " LIKE '" + start + "%'";
    }

    private static String between(String column, IpAddress from, IpAddress to) {
        return key(column) + " BETWEEN " + key(from) + " AND " + key(to);
    }
}
