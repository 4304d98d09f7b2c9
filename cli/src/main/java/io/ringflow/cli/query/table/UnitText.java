package io.ringflow.cli.query.table;

import java.util.Locale;

/** Writes numbers for people, with the units of the filter language: {@code 950}, {@code 1.20M}. */
public final class UnitText {

    private static final String UNITS = "kMGTPE";

    private UnitText() {}

    /** Returns a count, rounded to three significant digits from 1000 on. */
    public static String count(long value) {
        if (value < 1000) {
            return Long.toString(value);
        }
        double scaled = value;
        int unit = -1;
        // From 999.5 on, the number would be rounded to 1000.
        while (scaled >= 999.5 && unit < UNITS.length() - 1) {
            scaled /= 1000;
            unit++;
        }
        String format = scaled < 9.995 ? "%.2f" : scaled < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, scaled) + UNITS.charAt(unit);
    }

    /** Returns bits per second with their unit, such as {@code 1.20 Mbit/s}. */
    public static String bitRate(double value) {
        String count = count(Math.round(value));
        char last = count.charAt(count.length() - 1);
        return Character.isDigit(last)
                ? count + " bit/s"
                : count.substring(0, count.length() - 1) + " " + last + "bit/s";
    }

    /** Returns a number per second; one digit after the point if it is small. */
    public static String perSecond(double value) {
        return value < 99.95 && value != Math.rint(value)
                ? String.format(Locale.ROOT, "%.1f", value)
                : count(Math.round(value));
    }

    /** Returns a share, 0 to 1, in percent. */
    static String share(double value) {
        return String.format(Locale.ROOT, "%.1f%%", value * 100);
    }

    /** Returns a duration that is given in milliseconds. */
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
