package io.ringflow.model.text;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;

/**
 * Times as RFC 3339 text in UTC with nine decimals. Written byte by byte, because exports write
 * several times per flow. Not thread-safe: an instance caches the text of the last day.
 */
public final class TimeText {

    /** The number of bytes of a time's text. */
    public static final int LENGTH = "2026-01-01T00:00:00.000000000Z".length();

    /**
     * Stands for a packet's time that does not fit into nanoseconds since the epoch (before 1677 or
     * after 2262). Written with a year beyond 9999, so that no program mistakes it for a real time.
     */
    public static final long OUT_OF_RANGE = Long.MAX_VALUE;

    private static final byte[] OUT_OF_RANGE_TEXT =
            "+10000-01-01T00:00:00Z".getBytes(StandardCharsets.US_ASCII);

    private static final long NANOS_PER_DAY = 86_400_000_000_000L;

    private final byte[] dayText = new byte[10];
    private long day = Long.MIN_VALUE;

    /** The text of one time. */
    public static String of(long nanos) {
        byte[] out = new byte[LENGTH];
        int length = new TimeText().write(nanos, out, 0);
        return new String(out, 0, length, StandardCharsets.US_ASCII);
    }

    /**
     * Writes a time.
     *
     * @param nanos nanoseconds since the epoch
     * @return the position after the last byte written
     */
    public int write(long nanos, byte[] out, int position) {
        if (nanos == OUT_OF_RANGE) {
            System.arraycopy(OUT_OF_RANGE_TEXT, 0, out, position, OUT_OF_RANGE_TEXT.length);
            return position + OUT_OF_RANGE_TEXT.length;
        }
        long currentDay = Math.floorDiv(nanos, NANOS_PER_DAY);
        if (currentDay != day) {
            LocalDate date = LocalDate.ofEpochDay(currentDay);
            DecimalText.writeDigits(date.getYear(), 4, dayText, 0);
            dayText[4] = '-';
            DecimalText.writeDigits(date.getMonthValue(), 2, dayText, 5);
            dayText[7] = '-';
            DecimalText.writeDigits(date.getDayOfMonth(), 2, dayText, 8);
            day = currentDay;
        }
        System.arraycopy(dayText, 0, out, position, dayText.length);
        long ofDay = nanos - currentDay * NANOS_PER_DAY;
        int second = (int) (ofDay / 1_000_000_000);
        out[position + 10] = 'T';
        DecimalText.writeDigits(second / 3600, 2, out, position + 11);
        out[position + 13] = ':';
        DecimalText.writeDigits(second / 60 % 60, 2, out, position + 14);
        out[position + 16] = ':';
        DecimalText.writeDigits(second % 60, 2, out, position + 17);
        out[position + 19] = '.';
        int fraction = (int) (ofDay - second * 1_000_000_000L);
        int hundredMillions = fraction / 100_000_000;
        out[position + 20] = (byte) ('0' + hundredMillions);
        DecimalText.writeDigits(fraction - hundredMillions * 100_000_000, 8, out, position + 21);
        out[position + 29] = 'Z';
        return position + LENGTH;
    }
}
