package io.ringflow.capture.file;

import io.ringflow.model.text.TimeText;
import java.nio.ByteBuffer;

/**
 * An interface description block of pcapng.
 *
 * @param linkType LINKTYPE_ value of the interface's packets
 * @param snapLength most bytes captured of a packet; 0 if there is no limit
 * @param ticksPerSecond resolution of the packet times
 * @param offsetSeconds seconds to add to the packet times
 * @param checkLength bytes of the frame check sequence at the end of each packet
 */
record PcapngInterface(
        int linkType, int snapLength, long ticksPerSecond, long offsetSeconds, int checkLength) {

    private static final int OPTION_END = 0;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_CHECK_LENGTH = 13;
    private static final int OPTION_OFFSET = 14;
    private static final long MICROSECONDS = 1_000_000;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND - 1;

    /** Reads a block's body. Invalid options are ignored. */
    static PcapngInterface read(ByteBuffer buffer, int body, int length, boolean swapped) {
        if (length < 8) {
            return new PcapngInterface(-1, 0, MICROSECONDS, 0, 0);
        }
        long ticks = MICROSECONDS;
        long offset = 0;
        int checkLength = 0;
        int end = body + length;
        int option = body + 8;
        while (option + 4 <= end) {
            int code = int16(buffer, option, swapped);
            int size = int16(buffer, option + 2, swapped);
            if (code == OPTION_END || option + 4 + size > end) {
                break;
            }
            if (code == OPTION_RESOLUTION && size >= 1) {
                ticks = ticksPerSecond(buffer.get(option + 4));
            } else if (code == OPTION_CHECK_LENGTH && size >= 1) {
                checkLength = CaptureReader.checkLength(buffer.get(option + 4) & 0xff);
            } else if (code == OPTION_OFFSET && size >= 8) {
                long value = buffer.getLong(option + 4);
                offset = swapped ? Long.reverseBytes(value) : value;
            }
            option += 4 + (size + 3 & ~3);
        }
        int snapLength = buffer.getInt(body + 4);
        return new PcapngInterface(
                int16(buffer, body, swapped),
                Math.max(0, swapped ? Integer.reverseBytes(snapLength) : snapLength),
                ticks,
                offset,
                checkLength);
    }

    private static int int16(ByteBuffer buffer, int index, boolean swapped) {
        short value = buffer.getShort(index);
        return (swapped ? Short.reverseBytes(value) : value) & 0xffff;
    }

    /** Decodes a resolution: a power of ten, or of two if the highest bit is set. */
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

    /** A packet's time in nanoseconds since the epoch, or {@link TimeText#OUT_OF_RANGE}. */
    long timeNanos(int high, int low) {
        long ticks = ((long) high << 32) | (low & 0xffff_ffffL);
        long seconds = Long.divideUnsigned(ticks, ticksPerSecond);
        long rest = Long.remainderUnsigned(ticks, ticksPerSecond);
        if (seconds < 0 || seconds > 2 * MAX_SECONDS) {
            return TimeText.OUT_OF_RANGE;
        }
        long whole = seconds + offsetSeconds;
        // A negative offset may lead to times before 1970.
        if (whole < -MAX_SECONDS || whole > MAX_SECONDS) {
            return TimeText.OUT_OF_RANGE;
        }
        return whole * NANOS_PER_SECOND + fractionNanos(rest);
    }

    private long fractionNanos(long rest) {
        if (NANOS_PER_SECOND % ticksPerSecond == 0) {
            return rest * (NANOS_PER_SECOND / ticksPerSecond);
        }
        if (ticksPerSecond % NANOS_PER_SECOND == 0) {
            return rest / (ticksPerSecond / NANOS_PER_SECOND);
        }
        return (long) ((double) rest / ticksPerSecond * NANOS_PER_SECOND);
    }
}
