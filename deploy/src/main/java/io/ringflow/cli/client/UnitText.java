package io.ringflow.cli.client;

import java.util.Locale;

/** Numbers for people, in the units of the filter's language: {@code 950}, {@code 1.2M}. */
final class UnitText {

    private static final String UNITS = "kMGTPE";

    private UnitText() {}

    /** A count with at most three significant digits where it has more. */
    static String count(long value) {
        if (value < 1000) {
            return Long.toString(value);
        }
        double scaled = value;
        int unit = -1;
        // 999.5 and more would be written as 1000 of the unit.
        while (scaled >= 999.5 && unit < UNITS.length() - 1) {
            scaled /= 1000;
            unit++;
        }
        String format = scaled < 9.995 ? "%.2f" : scaled < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, scaled) + UNITS.charAt(unit);
    }

    /** A part of a whole, 0 to 1. */
    static String share(double value) {
        return String.format(Locale.ROOT, "%.1f%%", value * 100);
    }

    /** A number of milliseconds. */
    static String milliseconds(double value) {
        if (value < 1000) {
            return String.format(Locale.ROOT, value < 10 ? "%.1fms" : "%.0fms", value);
        }
        if (value < 60_000) {
            return String.format(Locale.ROOT, "%.1fs", value / 1000);
        }
        long seconds = Math.round(value / 1000);
        return seconds < 3600
                ? String.format(Locale.ROOT, "%dm%02ds", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%dh%02dm", seconds / 3600, seconds / 60 % 60);
    }
}
