package io.ringflow.job.rollup;

import io.ringflow.model.IpAddress;
import io.ringflow.model.state.Dimension;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes and reads keys and sums in their serialized format. */
final class RollupCodec {

    private static final long MAPPED = IpAddress.v4(0).low();

    private RollupCodec() {}

    /** Writes a number in zigzag varint format: seven bits per byte, the lowest ones first. */
    static void writeNumber(long value, DataOutputView out) throws IOException {
        long left = value << 1 ^ value >> 63;
        while ((left & ~0x7fL) != 0) {
            out.writeByte((int) (left | 0x80));
            left >>>= 7;
        }
        out.writeByte((int) left);
    }

    static long readNumber(DataInputView in) throws IOException {
        long read = 0;
        int shift = 0;
        byte next = in.readByte();
        while (next < 0) {
            read |= (next & 0x7fL) << shift;
            shift += 7;
            next = in.readByte();
        }
        read |= (long) next << shift;
        return read >>> 1 ^ -(read & 1);
    }

    /** Writes a key that is not text. */
    static void writeKey(Dimension dimension, long high, long low, DataOutputView out)
            throws IOException {
        if (!RollupKeys.isAddress(dimension)) {
            writeNumber(low, out);
            return;
        }
        boolean v4 = isV4(high, low);
        out.writeBoolean(v4);
        if (v4) {
            out.writeInt((int) low);
        } else {
            out.writeLong(high);
            out.writeLong(low);
        }
    }

    private static boolean isV4(long high, long low) {
        return high == 0 && low >>> 32 == MAPPED >>> 32;
    }

    /** Reads the low half of an IPv4 address. */
    static long readV4(DataInputView in) throws IOException {
        return MAPPED | Integer.toUnsignedLong(in.readInt());
    }

    /** Writes the sums of a row. Only some dimensions have drops. */
    static void writeSums(Dimension dimension, RollupSums sums, DataOutputView out)
            throws IOException {
        writeNumber(sums.bytes, out);
        writeNumber(sums.packets, out);
        writeNumber(sums.flows, out);
        if (RollupKeys.hasDrops(dimension)) {
            writeNumber(sums.drops, out);
        }
    }

    /** Reads what {@link #writeSums} has written. */
    static void readSums(Dimension dimension, DataInputView in, RollupSums sums)
            throws IOException {
        sums.setTraffic(readNumber(in), readNumber(in), readNumber(in));
        sums.drops = RollupKeys.hasDrops(dimension) ? readNumber(in) : 0;
    }
}
