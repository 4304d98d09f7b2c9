package io.ringflow.job.rollup;

import io.ringflow.model.state.Dimension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Sums by dimension and key, in columns: the rows of a dimension lie together. Immutable, for any
 * thread. A row takes 32 bytes, 40 where a column has IPv6 addresses, and its text where it has
 * one.
 */
final class RollupColumns {

    private static final long[] ABSENT = new long[0];

    /** Where each dimension's rows begin; one more for the end. */
    private final int[] starts;

    /** Nothing where all are 0. */
    private final long[] high;

    private final long[] low;
    private final String[] texts;
    private final long[] bytes;
    private final long[] packets;
    private final long[] flows;

    /** Nothing where all are 0. */
    private final long[] drops;

    private final long[] other;
    private final byte[] spreads;

    /**
     * Columns of a table's rows.
     *
     * @param order rows, those of a dimension together, the dimensions in their order
     */
    RollupColumns(RollupTable table, int[] order, long[] other, byte[] spreads) {
        int size = order.length;
        starts = new int[Dimension.COUNT + 1];
        boolean tall = false;
        boolean lossy = false;
        int named = 0;
        for (int row : order) {
            int dimension = table.dimension(row);
            starts[dimension + 1]++;
            tall |= table.get(row, RollupTable.HIGH) != 0;
            lossy |= table.get(row, RollupTable.DROPS) != 0;
            named += RollupKeys.isText(Dimension.of(dimension)) ? 1 : 0;
        }
        for (int dimension = 0; dimension < Dimension.COUNT; dimension++) {
            starts[dimension + 1] += starts[dimension];
        }
        high = tall ? new long[size] : ABSENT;
        drops = lossy ? new long[size] : ABSENT;
        low = new long[size];
        bytes = new long[size];
        packets = new long[size];
        flows = new long[size];
        texts = new String[named];
        int text = 0;
        for (int i = 0; i < size; i++) {
            int row = order[i];
            low[i] = table.get(row, RollupTable.LOW);
            if (RollupKeys.isText(Dimension.of(table.dimension(row)))) {
                texts[text] = table.text((int) low[i]);
                low[i] = text++;
            }
            if (tall) {
                high[i] = table.get(row, RollupTable.HIGH);
            }
            if (lossy) {
                drops[i] = table.get(row, RollupTable.DROPS);
            }
            bytes[i] = table.get(row, RollupTable.BYTES);
            packets[i] = table.get(row, RollupTable.PACKETS);
            flows[i] = table.get(row, RollupTable.FLOWS);
        }
        this.other = other;
        this.spreads = spreads;
    }

    private RollupColumns(int[] starts, long[][] columns, String[] texts, byte[] spreads) {
        this.starts = starts;
        this.high = columns[0];
        this.low = columns[1];
        this.bytes = columns[2];
        this.packets = columns[3];
        this.flows = columns[4];
        this.drops = columns[5];
        this.other = columns[6];
        this.texts = texts;
        this.spreads = spreads;
    }

    /** The first row of a dimension. */
    int from(Dimension dimension) {
        return starts[dimension.ordinal()];
    }

    /** Behind the last row of a dimension. */
    int to(Dimension dimension) {
        return starts[dimension.ordinal() + 1];
    }

    /** Number of rows. */
    int size() {
        return low.length;
    }

    long high(int row) {
        return high.length == 0 ? 0 : high[row];
    }

    long low(int row) {
        return low[row];
    }

    String text(int row) {
        return texts[(int) low[row]];
    }

    long bytes(int row) {
        return bytes[row];
    }

    long packets(int row) {
        return packets[row];
    }

    long flows(int row) {
        return flows[row];
    }

    long drops(int row) {
        return drops.length == 0 ? 0 : drops[row];
    }

    /** What keys without a row have: 0 bytes, 1 packets, 2 flows, 3 drops. */
    long other(Dimension dimension, int sum) {
        return other[dimension.ordinal() * RollupTable.SUMS + sum];
    }

    /** Whether keys of a dimension have no row. */
    boolean leavesOut(Dimension dimension) {
        for (int sum = 0; sum < RollupTable.SUMS; sum++) {
            if (other(dimension, sum) != 0) {
                return true;
            }
        }
        return false;
    }

    /** As {@link Spreads#encode} gives it. */
    byte[] spreads() {
        return spreads;
    }

    void write(DataOutputView out) throws IOException {
        for (int ordinal = 0; ordinal < Dimension.COUNT; ordinal++) {
            Dimension dimension = Dimension.of(ordinal);
            RollupCodec.writeNumber(to(dimension) - from(dimension), out);
            for (int row = from(dimension); row < to(dimension); row++) {
                writeRow(dimension, row, out);
            }
            for (int sum = 0; sum < RollupTable.SUMS; sum++) {
                RollupCodec.writeNumber(other(dimension, sum), out);
            }
        }
        RollupCodec.writeNumber(spreads.length, out);
        out.write(spreads);
    }

    private void writeRow(Dimension dimension, int row, DataOutputView out) throws IOException {
        if (RollupKeys.isText(dimension)) {
            out.writeUTF(text(row));
        } else {
            RollupCodec.writeKey(dimension, high(row), low(row), out);
        }
        RollupCodec.writeSums(dimension, bytes[row], packets[row], flows[row], drops(row), out);
    }

    static RollupColumns read(DataInputView in) throws IOException {
        int[] starts = new int[Dimension.COUNT + 1];
        Growing rows = new Growing();
        List<String> texts = new ArrayList<>();
        long[] other = new long[Dimension.COUNT * RollupTable.SUMS];
        for (int ordinal = 0; ordinal < Dimension.COUNT; ordinal++) {
            Dimension dimension = Dimension.of(ordinal);
            int count = (int) RollupCodec.readNumber(in);
            rows.reserve(count);
            for (int i = 0; i < count; i++) {
                readRow(dimension, in, rows, texts);
            }
            for (int sum = 0; sum < RollupTable.SUMS; sum++) {
                other[ordinal * RollupTable.SUMS + sum] = RollupCodec.readNumber(in);
            }
            starts[ordinal + 1] = rows.size;
        }
        byte[] spreads = new byte[(int) RollupCodec.readNumber(in)];
        in.readFully(spreads);
        return new RollupColumns(
                starts, rows.columns(other), texts.toArray(String[]::new), spreads);
    }

    private static void readRow(
            Dimension dimension, DataInputView in, Growing rows, List<String> texts)
            throws IOException {
        long high = 0;
        long low;
        if (RollupKeys.isText(dimension)) {
            low = texts.size();
            texts.add(in.readUTF());
        } else if (!RollupKeys.isAddress(dimension)) {
            low = RollupCodec.readNumber(in);
        } else if (in.readBoolean()) {
            low = RollupCodec.readV4(in);
        } else {
            high = in.readLong();
            low = in.readLong();
        }
        rows.add(
                high,
                low,
                RollupCodec.readNumber(in),
                RollupCodec.readNumber(in),
                RollupCodec.readNumber(in),
                RollupKeys.hasDrops(dimension) ? RollupCodec.readNumber(in) : 0);
    }

    /** Columns while they are read. */
    private static final class Growing {

        private final long[][] columns = new long[6][16];
        private final boolean[] used = new boolean[6];
        private int size;

        void reserve(int more) {
            if (size + more > columns[0].length) {
                int length = Math.max(size + more, 2 * columns[0].length);
                for (int i = 0; i < columns.length; i++) {
                    columns[i] = Arrays.copyOf(columns[i], length);
                }
            }
        }

        void add(long... values) {
            for (int i = 0; i < values.length; i++) {
                columns[i][size] = values[i];
                used[i] |= values[i] != 0;
            }
            size++;
        }

        /** High and drops only where one is not 0; the sums of other last. */
        long[][] columns(long[] other) {
            long[][] exact = new long[columns.length + 1][];
            for (int i = 0; i < columns.length; i++) {
                boolean absent = (i == 0 || i == columns.length - 1) && !used[i];
                exact[i] = absent ? ABSENT : Arrays.copyOf(columns[i], size);
            }
            exact[columns.length] = other;
            return exact;
        }
    }
}
