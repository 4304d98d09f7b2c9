package io.ringflow.capture.file;

import io.ringflow.model.TimeText;
import java.nio.ByteBuffer;

/**
 * An interface description block of pcapng.
 *
 * @param linkType LINKTYPE_ value
 * @param snapLength 0 without a limit
 * @param ticksPerSecond resolution of the packet times
 * @param offsetSeconds what to add to the packet times
 */
record PcapngInterface(int linkType, int snapLength, long ticksPerSecond, long offsetSeconds) {

    private static final int OPTION_END = 0;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_OFFSET = 14;
    private static final long MICROSECONDS = 1_000_000;

    private static final long NANOS_A_SECOND = 1_000_000_000;
    private static final long MOST_SECONDS = Long.MAX_VALUE / NANOS_A_SECOND - 1;

    /** Reads a block's body; options that make no sense are passed over. */
    static PcapngInterface read(ByteBuffer buffer, int body, int length, boolean swapped) {
        if (length < 8) {
            return new PcapngInterface(-1, 0, MICROSECONDS, 0);
        }
        long ticks = MICROSECONDS;
        long offset = 0;
        int end = body + length;
        int at = body + 8;
        while (at + 4 <= end) {
            int code = int16(buffer, at, swapped);
            int size = int16(buffer, at + 2, swapped);
            if (code == OPTION_END || at + 4 + size > end) {
                break;
            }
            if (code == OPTION_RESOLUTION && size >= 1) {
                ticks = ticksPerSecond(buffer.get(at + 4));
            } else if (code == OPTION_OFFSET && size >= 8) {
                long value = buffer.getLong(at + 4);
                offset = swapped ? Long.reverseBytes(value) : value;
            }
            at += 4 + (size + 3 & ~3);
        }
        int snapLength = buffer.getInt(body + 4);
        return new PcapngInterface(
                int16(buffer, body, swapped),
                Math.max(0, swapped ? Integer.reverseBytes(snapLength) : snapLength),
                ticks,
                offset);
    }

    private static int int16(ByteBuffer buffer, int at, boolean swapped) {
        short value = buffer.getShort(at);
        return (swapped ? Short.reverseBytes(value) : value) & 0xffff;
    }

    /** The resolution option: a power of ten, or of two where the highest bit is set. */
    private static long ticksPerSecond(byte resolution) {
        int exponent = resolution & 0x7f;
        if (resolution < 0) {
            return exponent < 63 ? 1L << exponent : MICROSECONDS;
        }
        long ticks = 1;
        for (int i = 0; i < exponent && exponent <= 18; i++) {
            ticks *= 10;
        }
        return exponent <= 18 ? ticks : MICROSECONDS;
    }

    /** A packet's time since the epoch, or {@link TimeText#OUT_OF_RANGE}. */
    long timeNanos(int high, int low) {
        long ticks = ((long) high << 32) | (low & 0xffff_ffffL);
        long seconds = Long.divideUnsigned(ticks, ticksPerSecond);
        long rest = Long.remainderUnsigned(ticks, ticksPerSecond);
        if (seconds < 0 || seconds > 2 * MOST_SECONDS) {
            return TimeText.OUT_OF_RANGE;
        }
        long whole = seconds + offsetSeconds;
        // An offset may lead back before 1970.
        if (whole < -MOST_SECONDS || whole > MOST_SECONDS) {
            return TimeText.OUT_OF_RANGE;
        }
        return whole * NANOS_A_SECOND + fractionNanos(rest);
    }

    private long fractionNanos(long rest) {
        if (NANOS_A_SECOND % ticksPerSecond == 0) {
            return rest * (NANOS_A_SECOND / ticksPerSecond);
        }
        if (ticksPerSecond % NANOS_A_SECOND == 0) {
            return rest / (ticksPerSecond / NANOS_A_SECOND);
        }
        return (long) ((double) rest / ticksPerSecond * NANOS_A_SECOND);
    }
}
