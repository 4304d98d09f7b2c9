package io.ringflow.job.rollup;

import io.ringflow.model.IpAddress;
import io.ringflow.model.state.query.Dimension;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** The serialized format of keys, sums and whole tables. */
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

    /** Encodes a table for {@link #addTo}. */
    static byte[] encode(RollupTable table) {
        try {
            DataOutputSerializer out = new DataOutputSerializer(64 + 16 * table.count());
            writeNumber(table.count(), out);
            RollupSums sums = new RollupSums();
            for (int row = 0; row < table.count(); row++) {
                writeRow(table, row, sums, out);
            }
            for (int ordinal = 0; ordinal < Dimension.COUNT; ordinal++) {
                writeOther(table.others(), ordinal, out);
            }
            out.writeByte(Dimension.COUNT);
            out.write(table.distributions().encode());
            return out.getCopyOfBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory can't fail", e);
        }
    }

    private static void writeRow(
            RollupTable table, int row, RollupSums sums, DataOutputSerializer out)
            throws IOException {
        long[] page = table.page(row);
        int at = RollupTable.at(row);
        Dimension dimension = Dimension.of(table.dimension(row));
        out.writeByte(dimension.ordinal());
        if (RollupKeys.isText(dimension)) {
            out.writeUTF(table.text((int) page[at + RollupTable.LOW]));
        } else {
            writeKey(dimension, page[at + RollupTable.HIGH], page[at + RollupTable.LOW], out);
        }
        sums.setTraffic(
                page[at + RollupTable.BYTES],
                page[at + RollupTable.PACKETS],
                page[at + RollupTable.FLOWS]);
        sums.drops = page[at + RollupTable.DROPS];
        writeSums(dimension, sums, out);
    }

    private static void writeOther(long[] other, int ordinal, DataOutputSerializer out)
            throws IOException {
        int at = ordinal * RollupTable.SUMS;
        if ((other[at] | other[at + 1] | other[at + 2] | other[at + 3]) != 0) {
            out.writeByte(ordinal);
            for (int sum = 0; sum < RollupTable.SUMS; sum++) {
                writeNumber(other[at + sum], out);
            }
        }
    }

    /** Adds the rows and distributions of an encoded table to another table. */
    static void addTo(RollupTable table, byte[] encoded) {
        try {
            DataInputDeserializer in = new DataInputDeserializer(encoded);
            RollupSums sums = new RollupSums();
            for (long left = readNumber(in); left > 0; left--) {
                addRow(table, in, sums);
            }
            int ordinal = in.readByte();
            while (ordinal != Dimension.COUNT) {
                for (int sum = 0; sum < RollupTable.SUMS; sum++) {
                    table.others()[ordinal * RollupTable.SUMS + sum] += readNumber(in);
                }
                ordinal = in.readByte();
            }
            byte[] distributions = new byte[in.available()];
            in.readFully(distributions);
            table.distributions().merge(distributions);
        } catch (IOException e) {
            throw new UncheckedIOException("Encoded sums are damaged", e);
        }
    }

    private static void addRow(RollupTable table, DataInputDeserializer in, RollupSums sums)
            throws IOException {
        int ordinal = in.readByte();
        Dimension dimension = Dimension.of(ordinal);
        String text = null;
        long high = 0;
        long low = 0;
        if (RollupKeys.isText(dimension)) {
            text = in.readUTF();
        } else if (!RollupKeys.isAddress(dimension)) {
            low = readNumber(in);
        } else if (in.readBoolean()) {
            low = readV4(in);
        } else {
            high = in.readLong();
            low = in.readLong();
        }
        readSums(dimension, in, sums);
        if (text == null) {
            table.add(ordinal, high, low, sums);
        } else {
            table.add(ordinal, text, sums);
        }
    }
}
