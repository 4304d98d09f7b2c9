package io.ringflow.job.rollup;

import io.ringflow.model.IpAddress;
import io.ringflow.model.state.Dimension;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How keys and sums are written. */
final class RollupCodec {

    private static final long MAPPED = IpAddress.v4(0).low();

    private RollupCodec() {}

    /** Writes a number: seven bits a byte, the lowest first; the sign is the lowest bit of all. */
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

    /** Writes a key that is no text. */
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

    /** The low half of the IPv4 address that comes next. */
    static long readV4(DataInputView in) throws IOException {
        return MAPPED | Integer.toUnsignedLong(in.readInt());
    }

    /** Writes the sums of a row. */
    static void writeSums(
            Dimension dimension,
            long bytes,
            long packets,
            long flows,
            long drops,
            DataOutputView out)
            throws IOException {
        writeNumber(bytes, out);
        writeNumber(packets, out);
        writeNumber(flows, out);
        if (RollupKeys.hasDrops(dimension)) {
            writeNumber(drops, out);
        }
    }
}
